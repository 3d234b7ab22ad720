using System.Globalization;
using System.Text.Json.Nodes;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;
using Mdlc.Spec;

namespace Mdlc.Unit.Tests.Spec;

public sealed class SpecWriterTests
{
    private const string Folder = "/models/adult";

    public static TheoryData<string> HostileNames =>
    [
        "plain", "with space", " leading", "trailing ", "a: b", "a:b", "#tag", "a #b", "yes", "No", "null", "~", "true", "1", "1.5", "1e3", "0x1F", "-", "- x",
        "?", "? x", "[a]", "{a: b}", "a, b", "*alias", "&anchor", "!tag", "%percent", "@at", "`tick`", "'single'", "\"double\"", "back\\slash", "| x", "> x",
        "line\nbreak", "tab\tin", "cr\rin", "naïve", "größe", "列", "😀 face", "zero\u200bwidth", "sep\u2028arator", "nel\u0085x", "\ufeffbom",
        "2024-01-01", ".nan", "=", "<<", "label(IsOver50K)", "ends:", "…", "a\u00a0b", "---", "...", "100%", "(x)", "",
    ];

    [Theory]
    [MemberData(nameof(HostileNames))]
    public void Write_HostileNames_LoadsToTheSameSpec(string name)
    {
        var isEmpty = name.Length == 0;
        var column = isEmpty ? "x" : name;
        var proposal = Proposal(column, new SourceSpec
        {
            Path = $"{Folder}/data/file.csv",
            Delimiter = ";",
            Quote = "'",
            Escape = "\\",
            Header = false,
            Names = [column, "other"],
            Rules = ReadingRules.Second,
            SkipLines = 3,
            NullValues = [name],
            ColumnNullValues = new Dictionary<string, IReadOnlyList<string>> { [column] = [name, "n/a!"], ["other"] = ["none"] },
            Decimal = ",",
            Formats = new Dictionary<string, string> { ["other"] = "dd.MM.yyyy", ["third"] = "$ #.###,#" },
            Types = new Dictionary<string, ColumnType> { [column] = ColumnType.Text },
            Encoding = "latin-1",
        }) with
        {
            Inference = new LabelInference(ModelTask.Binary, column, "2 distinct values"),
        };

        AssertLoads(proposal);
    }

    [Theory]
    [MemberData(nameof(HostileNames))]
    public void Write_SuggestionsTakenUp_LoadToo(string name)
    {
        var column = name.Length == 0 ? "x" : name;
        var label = new ColumnStatistics { Name = "the label", Type = ColumnType.Integer, Distinct = 500, Min = 1, Max = 900 };
        var text = new ColumnStatistics { Name = column, Type = ColumnType.Text, Distinct = 2, Top = [new(name, 5), new("b", 4)] };
        var proposal = Proposal("the label", Csv) with
        {
            Inference = LabelInference.Of(label),
            Columns = [label, text],
            Bounds = new Dictionary<string, ColumnBounds> { ["the label"] = new(0, 2000) },
            Plan = new FeaturePlan([new FeatureColumn(column, ColumnType.Text, ColumnRole.Category, false, "2 distinct\nvalues")]),
        };

        var spec = SpecLoader.Parse(TakeUp(SpecWriter.Write(proposal, Folder)), $"{Folder}/model.yaml");

        Assert.Equal(ColumnRole.Category, spec.Transform.Columns[column]);
        Assert.Equal((0, 2000, false), (spec.Expectations[0].Min, spec.Expectations[0].Max, spec.Expectations[0].NotNull));
        Assert.Equal((column, true, null), (spec.Expectations[1].Column, spec.Expectations[1].NotNull, spec.Expectations[1].OneOf));
        Assert.Equal((column, Severity.Warn), (spec.Expectations[2].Column, spec.Expectations[2].Severity));
        Assert.Equal([name, "b"], spec.Expectations[2].OneOf);
        Assert.Equal(50, spec.Expectations[3].MinRows);
        Assert.Equal(DeployTarget.Local, spec.Deploy.Target);
        Assert.NotNull(spec.About.Owner);
        Assert.Equal(20, spec.Tune.Trials);
        Assert.NotNull(spec.Gate.Champion);
    }

    [Fact]
    public void Write_DroppedColumns_StandInTheSpec()
    {
        var plan = new FeaturePlan(
        [
            new FeatureColumn("n", ColumnType.Integer, ColumnRole.Drop, false, "numbers the rows"),
            new FeatureColumn("x", ColumnType.Number, ColumnRole.Numeric, false, "numbers"),
        ]);

        var spec = SpecLoader.Parse(SpecWriter.Write(Proposal("y", Csv) with { Plan = plan, Dropped = ["n"] }, Folder), $"{Folder}/model.yaml");

        Assert.Equal((ColumnRole.Drop, 1), (spec.Transform.Columns["n"], spec.Transform.Columns.Count));
    }

    [Theory]
    [InlineData("the rows are in its order", SplitKind.Time)]
    [InlineData(null, SplitKind.Hash)]
    public void Write_EventTime_IsNamedAndMaySplit(string? reason, SplitKind by)
    {
        var text = SpecWriter.Write(Proposal("y", Csv) with { Time = new TimeProposal("when it was", "why", reason) }, Folder);

        var spec = SpecLoader.Parse(text, $"{Folder}/model.yaml");

        Assert.Equal(("when it was", by, 0.2), (spec.Time, spec.Split.By, spec.Split.Test));
    }

    [Fact]
    public void Write_Notes_AreCommentsWhateverTheyHold()
    {
        var text = SpecWriter.Write(Proposal("y", Csv) with { Notes = ["column 'a\nlabel: b' is text: # {x"] }, Folder);

        Assert.Contains("# Note: column 'a label: b' is text: # {x\n", text, StringComparison.Ordinal);
        Assert.Equal("y", SpecLoader.Parse(text, $"{Folder}/model.yaml").Label);
    }

    [Theory]
    [InlineData("/models/adult/data/a.csv", "csv: data/a.csv")]
    [InlineData("/models/b/*.csv", "csv: \"../b/*.csv\"")]
    [InlineData("/models/adult/- a #1.csv", "csv: \"- a #1.csv\"")]
    [InlineData("/a.csv", "csv: \"../../a.csv\"")]
    public void Write_SourcePath_IsRelativeToTheFolder(string path, string line)
    {
        var proposal = Proposal("y", Csv with { Path = path });

        Assert.Contains($"\n  {line}\n", SpecWriter.Write(proposal, Folder), StringComparison.Ordinal);
        AssertLoads(proposal);
    }

    [Theory]
    [InlineData(SourceFormat.Parquet)]
    [InlineData(SourceFormat.Json)]
    public void Write_OtherFormats_LoadToTheSameSpec(SourceFormat format) =>
        AssertLoads(Proposal("y", new SourceSpec { Format = format, Path = $"{Folder}/a.data", Arrivals = $"{Folder}/*.data" }));

    [Theory]
    [InlineData(SourceFormat.Parquet)]
    [InlineData(SourceFormat.Json)]
    public void Write_CellsOfOtherFormats_LoadToTheSameSpec(SourceFormat format) => AssertLoads(Proposal("y", new SourceSpec
    {
        Format = format,
        Path = $"{Folder}/a.data",
        Rules = ReadingRules.Second,
        NullValues = ["?"],
        ColumnNullValues = new Dictionary<string, IReadOnlyList<string>> { ["x"] = ["NA"] },
        Decimal = ".",
        Formats = new Dictionary<string, string> { ["day"] = "M/d/yyyy" },
        Types = new Dictionary<string, ColumnType> { ["day"] = ColumnType.Timestamp },
        Encoding = format == SourceFormat.Json ? "latin-1" : "utf-8",
    }));

    [Fact]
    public void Write_CultureWithDecimalComma_IsTheSame()
    {
        var before = CultureInfo.CurrentCulture;
        var proposal = Proposal("y", Csv) with
        {
            Columns = [new() { Name = "x", Type = ColumnType.Number, Nulls = 1 }],
            Bounds = new Dictionary<string, ColumnBounds> { ["x"] = new(-0.5, 1e300) },
        };
        var expected = SpecWriter.Write(proposal, Folder);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal(expected, SpecWriter.Write(proposal, Folder));
            Assert.Contains("min: -0.5, max: 1E+300", expected, StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Write_Schema_IsNamedInTheFirstLine()
    {
        var text = SpecWriter.Write(Proposal("y", Csv), Folder, PublishedSchema.FileName);

        Assert.StartsWith("# yaml-language-server: $schema=mdlc.schema.json\n# Proposed by", text, StringComparison.Ordinal);
        Assert.DoesNotContain("yaml-language-server", SpecWriter.Write(Proposal("y", Csv), Folder), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ColumnsOfFewValues_AreNamedAsSlices()
    {
        FeatureColumn Planned(string name, ColumnRole role) => new(name, ColumnType.Text, role, false, "");
        ColumnStatistics Column(string name, long distinct) => new() { Name = name, Type = ColumnType.Text, Distinct = distinct };
        var proposal = Proposal("y", Csv) with
        {
            Columns = [Column("sex", 2), Column("y", 2), Column("street", 900), Column("gone", 2), Column("a b", 12)],
            Plan = new FeaturePlan([Planned("sex", ColumnRole.Category), Planned("street", ColumnRole.Hash), Planned("gone", ColumnRole.Drop), Planned("a b", ColumnRole.Category)]),
        };

        Assert.Contains("such as: [sex, \"a b\"]\n", SpecWriter.Write(proposal, Folder), StringComparison.Ordinal);
    }

    /// <summary>Every choice that a proposal tells is one that the reader takes, and it tells all that the schema allows.</summary>
    [Theory]
    [InlineData(ModelTask.Binary)]
    [InlineData(ModelTask.Multiclass)]
    [InlineData(ModelTask.Regression)]
    public void Write_Choices_AreThoseOfReaderAndSchema(ModelTask task)
    {
        var proposal = Proposal("y", Csv) with
        {
            Inference = new LabelInference(task, null, "why"),
            Plan = new FeaturePlan([new FeatureColumn("x", ColumnType.Text, ColumnRole.Category, false, "few")]),
        };
        var told = SpecWriter.Write(proposal, Folder).Split('\n')
            .Select(line => line.Trim().TrimStart('#').Trim().Split(": "))
            .Where(line => line is [var key, var choices] && key.Contains('.', StringComparison.Ordinal) && !key.Contains(' ', StringComparison.Ordinal) && choices.Contains(" | ", StringComparison.Ordinal))
            .ToDictionary(line => line[0], line => line[1].Split(" | "));

        Assert.Equal(new SpecChoices(task).Keys.Order(StringComparer.Ordinal), told.Keys.Order(StringComparer.Ordinal));
        foreach (var (key, choices) in told)
        {
            var accepted = Candidates(key).Where(choice => Record.Exception(() => SpecLoader.Parse(SpecOf(task, key, choice), $"{Folder}/model.yaml")) is null);
            Assert.Equal(accepted.Order(StringComparer.Ordinal), choices.Order(StringComparer.Ordinal));
            Assert.All(choices, choice => Assert.True(SpecSchema.Accepts(SpecOf(task, key, choice)), $"{key}: {choice}"));
        }
    }

    [Theory]
    [InlineData(ModelTask.Binary)]
    [InlineData(ModelTask.Regression)]
    public void Write_ParametersOfTheTrainer_AreAllThereWithTheirDefaults(ModelTask task)
    {
        var lines = new SpecChoices(task).Parameters(TrainerKind.LightGbm);

        Assert.All(lines, line => Assert.InRange(line.Length, 1, 140));
        var told = string.Join("", lines).Split("defaults:")[1];
        var spec = SpecLoader.Parse($"{SpecOf(task, "train.trainer", "lightgbm")[..^1]}, params: {{{told}}}}}", $"{Folder}/model.yaml");
        Assert.Equal(TrainerParameters.Resolve(task, TrainerKind.LightGbm, new Dictionary<string, double>()), spec.Train.Params);
    }

    [Theory]
    [InlineData("data/Adult Income 2024.csv", "adult-income-2024")]
    [InlineData("größe.csv", "gr--e")]
    [InlineData("---.csv", "model")]
    [InlineData("*.csv", "model")]
    public void NameFor_AFile_IsAName(string path, string name) => Assert.Equal(name, SpecProposal.NameFor(path));

    /// <summary>Everything that the schema names as a choice anywhere.</summary>
    private static IEnumerable<string> Candidates(string key) => key == "evaluate.metric"
        ? Enum.GetValues<ModelTask>().SelectMany(MetricTable.ChoicesOf).Distinct()
        : SpecSchema.Keys().Values.Where(schema => schema.ContainsKey("enum")).SelectMany(schema => schema["enum"]!.AsArray())
            .Concat(SpecSchema.Keys().Values.SelectMany(schema => (schema["additionalProperties"] as JsonObject)?["enum"]?.AsArray() ?? []))
            .Select(choice => choice?.ToString() ?? "").Where(choice => choice.Length > 1).Distinct();

    private static string SpecOf(ModelTask task, string key, string choice)
    {
        var line = key switch
        {
            "split.by" => $"split: {{by: {choice}{(choice == "file" ? ", file: {csv: t.csv}" : "")}}}",
            "source.types" or "transform.columns" => "",
            "expectations.severity" => $"expectations: [{{column: x, notNull: true, severity: {choice}}}]",
            "gate.champion.kind" => $"gate: {{champion: {{kind: {choice}}}}}",
            _ => $"{key.Split('.')[0]}: {{{key.Split('.')[1]}: {choice}}}",
        };
        var types = key == "source.types" ? $", types: {{x: {choice}}}" : "";
        return string.Join('\n', "apiVersion: mdlc/v1", "model: m", $"task: {task.ToString().ToLowerInvariant()}", "label: y", "time: t", $"source: {{csv: a.csv{types}}}", line)
            + (key == "transform.columns" ? $"transform: {{columns: {{x: {choice}}}}}" : "");
    }

    private static SourceSpec Csv => new() { Path = $"{Folder}/a.csv", Delimiter = ",", Header = true };

    private static SpecProposal Proposal(string label, SourceSpec source) => new()
    {
        Model = "adult",
        Label = label,
        Inference = new LabelInference(ModelTask.Regression, null, "many distinct numbers"),
        Source = source,
        Rows = 100,
        Columns = [],
        Plan = new FeaturePlan([]),
    };

    private static void AssertLoads(SpecProposal proposal)
    {
        var text = SpecWriter.Write(proposal, Folder);
        var expected = new ModelSpec
        {
            Model = proposal.Model,
            Task = proposal.Inference.Task,
            Label = proposal.Label,
            Positive = proposal.Inference.Positive,
            Source = proposal.Source,
            Transform = new TransformSpec { Rules = PlanRules.Current },
            Train = new TrainSpec { CheckpointEvery = TrainSpec.DefaultCheckpointEvery, EarlyStopping = new EarlyStoppingSpec() },
            Tune = new TuneSpec { Tuner = TunerKind.Tpe, Metric = proposal.Inference.Task == ModelTask.Binary ? "logloss" : "rmse", WarmStart = true, Pruner = PrunerKind.Median, PruneFrom = 128, Portfolio = true, MostIterations = 2000, FoldsBelow = 5000 },
            Evaluate = new EvaluateSpec { Metric = proposal.Inference.Task == ModelTask.Binary ? "auc" : "rmse" },
        };

        Assert.Equal(MdlcJson.SerializePretty(expected), MdlcJson.SerializePretty(SpecLoader.Parse(text, $"{Folder}/model.yaml")));
        Assert.True(SpecSchema.Accepts(text), text);
    }

    /// <summary>The text with every suggested block no longer a comment: a block is a commented key and the lines up to the next empty one.</summary>
    private static string TakeUp(string text)
    {
        var isBlock = false;
        return string.Join('\n', text.Split('\n').Select(line =>
        {
            isBlock = line.Length > 0 && (isBlock || line.StartsWith("# transform:", StringComparison.Ordinal)
                || line.StartsWith("# expectations:", StringComparison.Ordinal) || line.StartsWith("# tune:", StringComparison.Ordinal)
                || line.StartsWith("# gate:", StringComparison.Ordinal) || line.StartsWith("# deploy:", StringComparison.Ordinal)
                || line.StartsWith("# about:", StringComparison.Ordinal));
            return isBlock ? line[2..] : line;
        }));
    }
}
