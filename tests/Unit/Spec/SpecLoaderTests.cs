using System.Globalization;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;
using Mdlc.Spec;

namespace Mdlc.Unit.Tests.Spec;

public sealed class SpecLoaderTests
{
    [Fact]
    public void Load_OfADeviceWithoutAnEnd_EndsWithASentence()
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "needs /dev/zero");

        Assert.Contains("at most", Assert.Throws<SpecException>(() => SpecLoader.Load("/dev/zero")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_MinimalSpec_FillsInEveryDefault()
    {
        var spec = Parse(SpecExamples.Minimal);

        var expected = new ModelSpec
        {
            Model = "adult-income",
            Task = ModelTask.Binary,
            Label = "income",
            Source = new SourceSpec { Path = "/models/adult/data/adult.csv", Rules = ReadingRules.Current },
            Transform = new TransformSpec { Rules = PlanRules.Current },
            Train = new TrainSpec { CheckpointEvery = TrainSpec.DefaultCheckpointEvery, EarlyStopping = new EarlyStoppingSpec() },
            Tune = new TuneSpec { Tuner = TunerKind.Tpe, Metric = "logloss", WarmStart = true, Pruner = PrunerKind.Median, PruneFrom = 128, Portfolio = true, MostIterations = 2000, FoldsBelow = 5000 },
            Evaluate = new EvaluateSpec { Metric = "auc" },
        };
        Assert.Equal(MdlcJson.SerializePretty(expected), MdlcJson.SerializePretty(spec));
    }

    [Fact]
    public void Parse_DocumentedExample_HoldsWhatIsWritten()
    {
        var spec = Parse(SpecExamples.Documented);

        Assert.Equal(("demo", ">50K", (string?)null), (spec.Project, spec.Positive, spec.Time));
        Assert.Equal(["fnlwgt"], spec.Ignore);
        Assert.Equal(ColumnRole.Category, spec.Transform.Columns["zip"]);
        Assert.Equal(3, spec.Expectations.Count);
        Assert.Equal((true, 0.0, 120.0), (spec.Expectations[0].NotNull, spec.Expectations[0].Min, spec.Expectations[0].Max));
        Assert.Equal(["Private", "State-gov"], spec.Expectations[1].OneOf);
        Assert.Equal(Severity.Warn, spec.Expectations[1].Severity);
        Assert.Equal((null, 1000L), (spec.Expectations[2].Column, spec.Expectations[2].MinRows));
        Assert.Equal(0.05, spec.QuarantineMaxShare);
        Assert.Equal(new LimitSpec(Min: 0.85), spec.Gate.Limits["auc"]);
        Assert.Equal(new ChampionRule { Kind = ChampionRuleKind.NonInferior, StandardErrors = 3, Margin = 0.02 }, spec.Gate.Champion);
    }

    [Theory]
    [InlineData("binary", "auc")]
    [InlineData("multiclass", "microAccuracy")]
    [InlineData("regression", "rmse")]
    public void Metric_NotStated_IsChosenByTask(string task, string metric) =>
        Assert.Equal(metric, Parse(SpecExamples.Where("task: binary", $"task: {task}")).Evaluate.Metric);

    [Fact]
    public void Metric_AccuracyOfMulticlass_KeepsTheNameThatWasAskedFor()
    {
        var spec = Parse(SpecExamples.Where("task: binary", "task: multiclass\nevaluate: {metric: accuracy}\ngate: {limits: {accuracy: {min: 0.5}}}"));

        Assert.Equal("accuracy", spec.Evaluate.Metric);
        Assert.Equal(["accuracy"], spec.Gate.Limits.Keys);
    }

    [Fact]
    public void Threshold_InEachForm_IsRead()
    {
        Assert.Null(Parse(SpecExamples.Minimal).Evaluate.Threshold);
        Assert.Equal(new ThresholdSpec { Value = 0.3 }, Parse(SpecExamples.With("evaluate: {threshold: 0.3}")).Evaluate.Threshold);
        Assert.Equal(new ThresholdSpec { Rule = ThresholdRule.F1 }, Parse(SpecExamples.With("evaluate: {threshold: {f1: max}}")).Evaluate.Threshold);
        Assert.Equal(
            new ThresholdSpec { Rule = ThresholdRule.Cost, FalsePositive = 1, FalseNegative = 5 },
            Parse(SpecExamples.With("evaluate: {threshold: {cost: {fp: 1, fn: 5}}}")).Evaluate.Threshold);
    }

    [Theory]
    [InlineData("binary", "1.5", "found 1.5, expected a number above 0 and below 1")]
    [InlineData("binary", "{cost: {fp: 0, fn: 0}}", "neither error costs anything")]
    [InlineData("multiclass", "0.3", "only a binary task has a threshold; this one is multiclass")]
    [InlineData("regression", "{f1: max}", "only a binary task has a threshold; this one is regression")]
    public void Threshold_WithoutAMeaning_IsRefusedAtItsPlace(string task, string threshold, string message)
    {
        var error = Assert.Throws<SpecException>(() => Parse(SpecExamples.Where("task: binary", $"task: {task}\nevaluate: {{threshold: {threshold}}}")));

        var problem = Assert.Single(error.Errors);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.Equal(4, problem.Line);
        Assert.True(problem.Column > 10);
    }

    [Fact]
    public void About_IsHeldAsWritten()
    {
        var about = Parse(SpecExamples.With("about:\n  owner: 2024\n  intendedUse: |\n    one\n\n    - two\n  limits: not for minors\n  tags: [yes, b]")).About;

        Assert.Equal(("2024", "one\n\n- two\n"), (about.Owner, about.IntendedUse));
        Assert.Equal(["not for minors"], about.Limits);
        Assert.Equal(["yes", "b"], about.Tags);
        Assert.Equal(["a", "b"], Parse(SpecExamples.With("about: {limits: [a, b]}")).About.Limits);
        Assert.Null(Parse(SpecExamples.With("about: {owner: null}")).About.Owner);
    }

    [Fact]
    public void Limits_OfOneMetricByTwoNames_AreRefused()
    {
        var yaml = SpecExamples.Where("task: binary", "task: multiclass\ngate: {limits: {accuracy: {min: 0.5}, microAccuracy: {min: 0.6}}}");

        var error = Assert.Throws<SpecException>(() => Parse(yaml));

        Assert.Contains("microAccuracy is bounded twice: accuracy is another name of it", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("no")]
    [InlineData("on")]
    [InlineData("1")]
    [InlineData("1.0")]
    [InlineData("0x1F")]
    [InlineData("true")]
    [InlineData("2024-01-01")]
    [InlineData("12:30:00")]
    public void Text_ThatYamlMightGuessAt_StaysAsWritten(string text)
    {
        var spec = Parse(SpecExamples.With($"positive: {text}\nexpectations: [{{column: {text}, oneOf: [{text}]}}]\nignore: [{text}]"));

        Assert.Equal(text, spec.Positive);
        Assert.Equal((text, text), (spec.Expectations[0].Column, Assert.Single(spec.Expectations[0].OneOf!)));
        Assert.Equal([text], spec.Ignore);
    }

    [Theory]
    [InlineData("nonInferior, margin: 0.005", 0.005, false, null)]
    [InlineData("nonInferior, margin: 1%", 0.01, true, null)]
    [InlineData("nonInferior, margin: \"0.1%\"", 0.001, true, null)]
    [InlineData("nonInferior", 0.01, true, null)]
    [InlineData("nonInferior, margin: {standardErrors: 3, atMost: 5%}", 0.05, true, 3.0)]
    [InlineData("nonInferior, margin: {standardErrors: 2.5, atMost: 0.02}", 0.02, false, 2.5)]
    [InlineData("superior", 0, false, null)]
    [InlineData("superior, margin: 0", 0, false, null)]
    public void Margin_FixedOrInStandardErrors_IsToldApart(string rule, double margin, bool isRelative, double? standardErrors)
    {
        var text = SpecExamples.With($"gate: {{champion: {{kind: {rule}}}}}");
        var champion = Parse(text).Gate.Champion!;

        Assert.Equal((margin, isRelative, standardErrors), (champion.Margin, champion.MarginIsRelative, champion.StandardErrors));
        Assert.True(SpecSchema.Accepts(text));
    }

    [Fact]
    public void Limit_OfOneValue_IsWithinItself()
    {
        var text = SpecExamples.With("gate: {limits: {auc: {min: 0.9, max: 0.9}}}");

        Assert.Equal(new LimitSpec(0.9, 0.9), Parse(text).Gate.Limits["auc"]);
    }

    [Theory]
    [InlineData("gate: none")]
    [InlineData("gate:")]
    [InlineData("gate: {}")]
    public void Gate_WithoutRules_IsEmpty(string line)
    {
        var gate = Parse(SpecExamples.With(line)).Gate;

        Assert.Empty(gate.Limits);
        Assert.Null(gate.Champion);
    }

    [Fact]
    public void Source_Dialect_IsHeld()
    {
        var source = Parse(SpecExamples.Where(
            "source: {csv: data/adult.csv}",
            """
            source:
              csv: ../common data/*.txt
              arrivals: ../in/**/*.txt
              delimiter: "\t"
              quote: "'"
              escape: \
              names: [income, "a: b", yes]
              nullValues: ["?", ""]
              types: {zip: text, "a: b": number}
              encoding: latin-1
            """)).Source;

        Assert.Equal("/models/common data/*.txt", source.Path);
        Assert.Equal("/models/in/**/*.txt", source.Arrivals);
        Assert.Equal(("\t", "'", "\\", (bool?)null), (source.Delimiter, source.Quote, source.Escape, source.Header));
        Assert.Equal(["income", "a: b", "yes"], source.Names);
        Assert.Equal(["?", ""], source.NullValues);
        Assert.Equal((ColumnType.Text, ColumnType.Number), (source.Types["zip"], source.Types["a: b"]));
        Assert.Equal("latin-1", source.Encoding);
    }

    [Fact]
    public void Source_Arrivals_MayBeUris() =>
        Assert.Equal(
            "https://lake.example/exports/*.csv",
            Parse(SpecExamples.Where("{csv: data/adult.csv}", "{csv: a.csv, arrivals: https://lake.example/exports/*.csv}")).Source.Arrivals);

    [Theory]
    [InlineData("{parquet: /data/a.parquet}", SourceFormat.Parquet, "/data/a.parquet")]
    [InlineData("{json: a.json}", SourceFormat.Json, "/models/adult/a.json")]
    public void Source_OtherFormats_AreRead(string source, SourceFormat format, string path)
    {
        var read = Parse(SpecExamples.Where("{csv: data/adult.csv}", source)).Source;

        Assert.Equal((format, path), (read.Format, read.Path));
    }

    [Fact]
    public void SplitFile_WithoutDialect_IsReadAsTheSource()
    {
        var spec = Parse(SpecExamples.Where(
            "source: {csv: data/adult.csv}",
            "source: {csv: a.csv, delimiter: ;, header: true, arrivals: \"*.csv\"}\nsplit: {by: file, file: {csv: test.csv, header: false}}"));

        var file = spec.Split.File!;
        Assert.Equal(("/models/adult/test.csv", ";", false, null), (file.Path, file.Delimiter, file.Header, file.Arrivals));
    }

    [Fact]
    public void Threads_OfATrainerWithOne_AreOne()
    {
        Assert.Equal(1, Parse(SpecExamples.With("train: {trainer: sdca}")).Train.Threads);
        Assert.Equal(2, Parse(SpecExamples.With("train: {trainer: fasttree}")).Train.Threads);
    }

    [Fact]
    public void Parse_CultureWithDecimalComma_ReadsTheSameNumbers()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            var spec = Parse(SpecExamples.With("split: {test: 0.25}\ntrain: {params: {learningRate: 1e-2}}"));
            Assert.Equal((0.25, 0.01), (spec.Split.Test, spec.Train.Params["learningRate"]));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Load_FileWithByteOrderMark_IsReadAgainstItsFolder()
    {
        var folder = Directory.CreateTempSubdirectory("mdlc-spec-").FullName;
        try
        {
            var file = Path.Combine(folder, "model.yaml");
            File.WriteAllText(file, SpecExamples.Minimal, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

            Assert.Equal(Path.Combine(folder, "data/adult.csv"), SpecLoader.Load(file).Source.Path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ModelSpec Parse(string yaml) => SpecLoader.Parse(yaml, SpecExamples.File);
}
