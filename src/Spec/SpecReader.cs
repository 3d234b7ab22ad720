using System.Globalization;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Spec;

/// <summary>Reads a whole spec and fills in every default.</summary>
/// <param name="folder">The spec's folder, against which relative paths resolve.</param>
internal sealed class SpecReader(string folder, SpecProblems problems)
{
    private static readonly ModelSpec Defaults =
        new() { Model = "", Task = ModelTask.Binary, Label = "", Source = new SourceSpec { Path = "" } };

    /// <returns>The resolved spec; to be used only when no problem was reported.</returns>
    public ModelSpec Read(SpecNode document)
    {
        var root = new SpecValue(document, SpecPath.Root, problems).Section("a mapping of keys such as \"model: adult-income\"");
        CheckApiVersion(root);
        var task = root.Require("task", "what is learned: binary, multiclass or regression")?.Choice(EnumNames.Of<ModelTask>());
        var sources = new SourceReader(folder);
        var source = root.Require("source", "where the rows come from, such as {csv: data.csv}") is { } value
            ? sources.Read(value.Section("a mapping such as {csv: data.csv}"))
            : sources.Read(root.Section("source"));
        var expectations = new ExpectationReader();
        expectations.Read(root.Find("expectations"));
        var train = ReadTrain(root.Section("train"), task);
        var transform = new TransformReader(root.Section("transform"), train).Read();
        var spec = new ModelSpec
        {
            Project = ReadName(root.Find("project"), "a project") ?? Defaults.Project,
            Model = ReadName(root.Require("model", "the model's name"), "a model") ?? "",
            Task = task ?? default,
            Label = root.Require("label", "the column to be predicted")?.Text("the name of a column") ?? "",
            Positive = root.Find("positive")?.Text("the label's value that counts as true"),
            Source = source ?? Defaults.Source,
            Ignore = root.Find("ignore")?.Texts("a list of columns, such as [id]") ?? Defaults.Ignore,
            Time = root.Find("time")?.Text("the name of the event-time column"),
            Transform = transform,
            Expectations = expectations.Expectations,
            QuarantineMaxShare = expectations.QuarantineMaxShare ?? Defaults.QuarantineMaxShare,
            Split = ReadSplit(root.Section("split"), sources, source),
            Train = train,
            Tune = new TuneReader(root.Section("tune"), task, train, new SearchedNames(task, train, transform)).Read(),
            Evaluate = ReadEvaluate(root.Section("evaluate"), task),
            Gate = ReadGate(root, task),
            Deploy = ReadDeploy(root.Section("deploy")),
            Monitor = new MonitorSpec { Reference = ReadWord(root.Section("monitor"), "reference", ["training"]) ?? Defaults.Monitor.Reference },
            Triggers = TriggersReader.Read(root.Section("triggers", "what sets runs off, such as {data: {debounce: 5m}}")),
            Limits = TriggersReader.ReadLimits(root.Section("limits", "how often runs may be set off, such as {cooldown: 30m}")),
            About = AboutReader.Read(root.Section("about", "what is declared of the model, such as {owner: risk team}")),
        };
        root.Close();
        CheckColumns(root, spec, task);
        return spec;
    }

    private static void CheckApiVersion(SpecSection root)
    {
        root.Require("apiVersion", $"the format of the spec; write apiVersion: {ModelSpec.CurrentApiVersion}")?.Choice([ModelSpec.CurrentApiVersion]);
    }

    /// <summary>Names become ids of workflows, task queues and folders, so they are kept to what is safe in all of them.</summary>
    private static string? ReadName(SpecValue? value, string owner)
    {
        var name = value?.Text($"the name of {owner}");
        if (name is not null && !SpecName.IsValid(name))
        {
            value!.Expect($"the name of {owner}: {SpecName.Form}");
        }

        return name;
    }

    private static SplitSpec ReadSplit(SpecSection section, SourceReader sources, SourceSpec? source)
    {
        var by = section.Find("by")?.Choice(EnumNames.Of<SplitKind>()) ?? Defaults.Split.By;
        var file = section.Section("file", "the test set, such as {csv: test.csv}");
        var split = new SplitSpec
        {
            By = by,
            Test = section.Find("test")?.Number("a share between 0 and 1", n => n is > 0 and < 1) ?? Defaults.Split.Test,
            Seed = ReadSeed(section) ?? Defaults.Split.Seed,
            Key = section.Find("key")?.Texts("a list of columns, such as [customer]") ?? Defaults.Split.Key,
            File = sources.ReadBeside(file, source),
        };
        if (by != SplitKind.Hash)
        {
            section.Forbid("key", "only a split by hash has a key");
        }

        if (by == SplitKind.File)
        {
            section.Forbid("test", "a split by file has no share: all of the file's rows judge");
            ReportNoTestFile(section);
        }
        else
        {
            section.Forbid("file", "needs by: file");
        }

        section.Close();
        return split;
    }

    private static void ReportNoTestFile(SpecSection section)
    {
        if (section.Find("file") is null)
        {
            section.Report("missing key \"file\": the test set, such as {csv: test.csv}");
        }
    }

    private static TrainSpec ReadTrain(SpecSection section, ModelTask? task)
    {
        var trainer = ReadTrainer(section.Find("trainer"), task) ?? Defaults.Train.Trainer;
        var train = new TrainSpec
        {
            Trainer = trainer,
            Seed = ReadSeed(section) ?? Defaults.Train.Seed,
            Params = ReadParams(section.Find("params"), task, trainer),
            Threads = ReadThreads(section.Find("threads"), trainer),
            MemoryLimitMb = section.Find("memoryLimitMb")?.Whole(1, int.MaxValue),
            CheckpointEvery = ReadCheckpointEvery(section, trainer),
        };
        train = train with { EarlyStopping = EarlyStoppingReader.Read(section, train) };
        section.Close();
        return train;
    }

    private static int? ReadCheckpointEvery(SpecSection section, TrainerKind trainer)
    {
        const string Key = "checkpointEvery";
        if (trainer != TrainerKind.LightGbm)
        {
            section.Forbid(Key, $"only lightgbm trains with checkpoints; this trainer is {EnumNames.Of(trainer)}");
            return null;
        }

        var every = section.Find(Key)?.Whole(0, 1_000_000) ?? TrainSpec.DefaultCheckpointEvery;
        return every == 0 ? null : every;
    }

    private static TrainerKind? ReadTrainer(SpecValue? value, ModelTask? task)
    {
        var trainer = value?.Choice(EnumNames.Of<TrainerKind>());
        if (trainer is null || task is null || TrainerParameters.SupportedBy(task.Value).Contains(trainer.Value))
        {
            return trainer;
        }

        var fitting = TrainerParameters.SupportedBy(task.Value).Select(EnumNames.Of);
        value!.Expect($"a trainer for a {EnumNames.Of(task.Value)} task: {string.Join(", ", fitting)}");
        return null;
    }

    private static int ReadThreads(SpecValue? value, TrainerKind trainer)
    {
        if (!TaskRules.IsSingleThreaded(trainer))
        {
            return value?.Whole(1, 256) ?? Defaults.Train.Threads;
        }

        if (value?.Whole(1, 256) > 1)
        {
            value.Expect($"1: {EnumNames.Of(trainer)} learns on one thread");
        }

        return 1;
    }

    private static Dictionary<string, double> ReadParams(SpecValue? value, ModelTask? task, TrainerKind trainer)
    {
        var isKnown = task is { } t && TrainerParameters.SupportedBy(t).Contains(trainer);
        var known = isKnown ? TrainerParameters.For(task!.Value, trainer).ToDictionary(p => p.Name, StringComparer.Ordinal) : [];
        var read = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, entry) in value?.Entries("options of the trainer, such as {numberOfLeaves: 63}") ?? [])
        {
            if (isKnown && !known.ContainsKey(name))
            {
                ReportUnknownParam(entry, name, trainer, known.Keys);
            }
            else if (ReadParam(entry, known.GetValueOrDefault(name)) is { } number)
            {
                read[name] = number;
            }
        }

        return read;
    }

    private static double? ReadParam(SpecValue value, TrainerParameter? parameter)
    {
        if (parameter is null)
        {
            return value.Number();
        }

        var (_, @default, min, max, whole) = parameter;
        return value.Number(
            string.Create(CultureInfo.InvariantCulture, $"a {(whole ? "whole number" : "number")} from {min} to {max} (default {@default})"),
            n => n >= min && n <= max && (!whole || n == Math.Floor(n)));
    }

    private static void ReportUnknownParam(SpecValue value, string name, TrainerKind trainer, IReadOnlyCollection<string> known)
    {
        var near = NearestName.Of(name, known);
        value.Report(near is null
            ? $"{EnumNames.Of(trainer)} has no option \"{name}\"; it has {string.Join(", ", known)}"
            : $"{EnumNames.Of(trainer)} has no option \"{name}\"; did you mean \"{near}\"?");
    }

    private static EvaluateSpec ReadEvaluate(SpecSection section, ModelTask? task)
    {
        var evaluate = new EvaluateSpec
        {
            Metric = ReadMetric(section.Find("metric"), task) ?? (task is { } known ? MetricTable.DefaultOf(known) : ""),
            Threshold = ThresholdReader.Read(section, task),
            Slices = section.Find("slices")?.Texts("a list of columns, such as [sex]") ?? Defaults.Evaluate.Slices,
        };
        section.Close();
        return evaluate;
    }

    private static string? ReadMetric(SpecValue? value, ModelTask? task) =>
        task is { } known ? value?.Choice(MetricTable.ChoicesOf(known)) : value?.Text("the name of a metric");

    private static GateSpec ReadGate(SpecSection root, ModelTask? task)
    {
        var isNone = root.Find("gate") is { Node: SpecNode.Scalar { Text: "none" } };
        return isNone ? Defaults.Gate : new GateReader(task).Read(root.Section("gate", "rules such as {limits: {auc: {min: 0.85}}}, or none"));
    }

    private static DeploySpec ReadDeploy(SpecSection section)
    {
        var target = section.Find("target")?.Choice(EnumNames.Of<DeployTarget>()) ?? Defaults.Deploy.Target;
        section.Close();
        return new DeploySpec { Target = target };
    }

    private static string? ReadWord(SpecSection section, string key, string[] words)
    {
        var word = section.Find(key)?.Choice(words);
        section.Close();
        return word;
    }

    private static int? ReadSeed(SpecSection section) => section.Find("seed")?.Whole(0, int.MaxValue);

    /// <summary>What keys say about one another.</summary>
    private static void CheckColumns(SpecSection root, ModelSpec spec, ModelTask? task)
    {
        if (task is ModelTask.Multiclass or ModelTask.Regression)
        {
            root.Forbid("positive", $"only a binary task has a positive value; this one is {EnumNames.Of(task.Value)}");
        }

        if (spec.Ignore.Contains(spec.Label))
        {
            root.Find("ignore")!.Report($"the label \"{spec.Label}\" is ignored; remove it from the list");
        }

        var transform = spec.Transform;
        if (transform.Columns.Keys.Concat(transform.Orders.Keys).Concat(transform.Differences.SelectMany(pair => pair)).Contains(spec.Label))
        {
            root.Find("transform")!.Report($"the label \"{spec.Label}\" is no feature; remove it from {(transform.Columns.ContainsKey(spec.Label) ? "columns" : transform.Orders.ContainsKey(spec.Label) ? "orders" : "differences")}");
        }

        if (spec.Time == spec.Label && spec.Time is not null)
        {
            root.Find("time")!.Report($"\"{spec.Time}\" is the label; the event time is another column");
        }

        if (spec.Source.Names.Count > 0 && spec.Label.Length > 0 && !spec.Source.Names.Contains(spec.Label))
        {
            root.Find("label")!.Report($"the label \"{spec.Label}\" is not among source.names");
        }

        if (spec.Split.By == SplitKind.Time && spec.Time is null)
        {
            root.Find("split")!.Report("a split by time needs the key \"time\", the event-time column");
        }
    }
}
