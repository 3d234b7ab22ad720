using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Monitoring;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Verdicts;
using Mdlc.Reporting.Html;
using Mdlc.Reporting.Plots;
using Mdlc.Reporting.Runs;

namespace Mdlc.Unit.Tests.Reporting;

public sealed class RunReportPageTests
{
    private static readonly EvaluationDocument Document = new()
    {
        Run = "p/m/1",
        Model = "<script>alert(1)</script>",
        Task = ModelTask.Binary,
        Label = "income",
        Trainer = TrainerKind.LightGbm,
        TrainRows = 8000,
        TestRows = 2000,
        Metric = MetricName.Auc,
        Metrics = [new MetricValue { Name = MetricName.Auc, Value = 0.912345, Lower = 0.9, Upper = 0.92, Confidence = 0.95, Method = IntervalMethod.BootstrapBca }],
        Seed = 1,
        Roc = [new CurvePoint(0, 0), new CurvePoint(0.2, 0.8), new CurvePoint(1, 1)],
        PrecisionRecall = [new CurvePoint(0.1, 1), new CurvePoint(1, 0.3)],
        Calibration = [new CalibrationBin(0, 0.5, 100, 0.2, 0.25), new CalibrationBin(0.5, 1, 50, 0.8, 0.75)],
        Confusion = new ConfusionMatrix(["no", "yes"], [[900, 100], [50, 950]]),
        Importance = [new FeatureImportance("age", 0.05, 0.01)],
        ImportanceRows = 2000,
        Slices = [new SliceMetrics { Column = "sex", Value = null, Rows = 3, Sufficient = false, Reason = "3 positives" }],
        Plan = new FeaturePlan([new FeatureColumn("age", ColumnType.Integer, ColumnRole.Numeric, false, "whole numbers")]),
    };

    [Fact]
    public void Page_OfAnyData_EncodesItAndLoadsNothing()
    {
        var page = RunReportPage.Render(Document, gate: null);

        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", page, StringComparison.Ordinal);
        Assert.Contains("not judged yet", page, StringComparison.Ordinal);
        Assert.Contains("0.9123", page, StringComparison.Ordinal);
        Assert.Contains("<i>missing</i>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_OfTheSameNumbers_IsTheSame() =>
        Assert.Equal(RunReportPage.Render(Document, gate: null), RunReportPage.Render(Document, gate: null));

    [Fact]
    public void Page_OfSuspicions_ShowsEachOfThem()
    {
        var page = RunReportPage.Render(Document with { Warnings = ["column '<b>' alone tells the label"] }, gate: null);

        Assert.Contains("Suspected leaks", page, StringComparison.Ordinal);
        Assert.Contains("<li>column &#39;&lt;b&gt;&#39; alone tells the label</li>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Suspected leaks", RunReportPage.Render(Document, gate: null), StringComparison.Ordinal);
    }

    [Fact]
    public void Page_AfterTheGate_ShowsTheVerdictAndEachRule()
    {
        var gate = new GateVerdict
        {
            Verdict = Verdict.Inconclusive,
            Metric = MetricName.Auc,
            Alpha = 0.05,
            Rows = 2000,
            Seed = 1,
            Rules =
            [
                new GateRuleResult
                {
                    Rule = GateRule.Champion, Metric = MetricName.Auc, Form = GateForm.NonInferior, Opponent = "m@6", Limit = -0.005,
                    Value = 0.001, CiLower = -0.01, CiUpper = 0.012, Rows = 1900, Result = Verdict.Inconclusive, Reason = "the rows do not decide",
                },
            ],
            Summary = "the rows do not decide",
        };

        var page = RunReportPage.Render(Document, gate);

        Assert.Contains("<span class=\"badge inconclusive\">inconclusive</span>", page, StringComparison.Ordinal);
        Assert.Contains("m@6", page, StringComparison.Ordinal);
        Assert.Contains("+0.001", page, StringComparison.Ordinal);
        Assert.Contains("90 % interval", page, StringComparison.Ordinal);
        Assert.Contains("narrower than the 95 % interval of the metrics", page, StringComparison.Ordinal);
        Assert.Contains(
            "<span class=\"badge \">not judged</span>",
            RunReportPage.Render(Document, gate with { Verdict = Verdict.Pass, Judged = false, Rules = [] }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Page_OfFacts_SaysWhenAndWhich_AndLinksToWhereMoreIsSaid()
    {
        var page = RunReportPage.Render(
            Document with { Model = "m" },
            gate: null,
            profile: null,
            new ReportFacts { Project = "p", Started = new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.FromHours(2)), Trigger = RunTrigger.DataArrived, Snapshot = "abc", Source = "/data/<b>.csv", Spec = "{\"model\": \"<i>\"}", Version = 4 });

        Assert.All(
            new[]
            {
                "2026-07-01 10:00:00 UTC", "data that arrived", "<code>abc</code>", "/data/&lt;b&gt;.csv", "&quot;&lt;i&gt;&quot;", "href=\"validation.html\"", "href=\"../../../../models/p/m/4/card.md\"",
            },
            part => Assert.Contains(part, page, StringComparison.Ordinal));
        Assert.All(page.Split("href=\"#").Skip(1).Select(part => part[..part.IndexOf('"', StringComparison.Ordinal)]), id => Assert.Contains($"<section id=\"{id}\"", page, StringComparison.Ordinal));
        Assert.Contains("not registered when this was written", RunReportPage.Render(Document, null, null, new ReportFacts { Project = "p" }), StringComparison.Ordinal);
    }

    [Fact]
    public void Page_OfScoresBalanceAndData_ShowsEachClassAndColumnAsText()
    {
        var document = Document with
        {
            Scores = [new ClassScores("<b>no", [8, 1, 1]), new ClassScores("yes", [1, 1, 2])],
        };
        var profile = new DataProfile(1000,
        [
            new ColumnProfile { Name = "<i>age", Kind = ColumnKind.Numeric, Rows = 1000, Missing = 20, Min = 17, Max = 90, Mean = 38.5, StandardDeviation = 13, Sample = [17, 20, 30, 40, 90] },
            new ColumnProfile { Name = "job", Kind = ColumnKind.Categorical, Rows = 1000, Missing = 0, Categories = [new CategoryCount("<u>clerk", 900), new CategoryCount("x", 100)] },
            new ColumnProfile { Name = "empty", Kind = ColumnKind.Numeric, Rows = 1000, Missing = 1000 },
        ]) { Label = Values(("<b>no", 750), ("yes", 250)), TestLabel = Values(("<b>no", 75), ("yes", 22)) with { OtherRows = 3 } };

        var page = RunReportPage.Render(document, gate: null, profile);

        Assert.All(
            new[] { "&lt;b&gt;no: 10 rows, at most 80 % in a bar", "yes: 4 rows", "stroke-dasharray", ">75 %<", ">250<", ">22<", "the others have 0 training rows and 3 test rows", "&lt;i&gt;age", ">2 %<", "17 to 90", "&lt;u&gt;clerk, x", "most often 90 %" },
            part => Assert.Contains(part, page, StringComparison.Ordinal));
        Assert.All(new[] { "<b>no", "<i>age", "<u>clerk" }, markup => Assert.DoesNotContain(markup, page, StringComparison.Ordinal));
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
        Assert.Contains("Of the training rows it was not counted", RunReportPage.Render(document, gate: null, profile with { Label = null }), StringComparison.Ordinal);
    }

    [Fact]
    public void Page_OfAChampionsCurves_DrawsThemBesideAndSaysWhose()
    {
        var theirs = new ModelCurves { Roc = [new CurvePoint(0, 0), new CurvePoint(0.5, 0.6), new CurvePoint(1, 1)], PrecisionRecall = Document.PrecisionRecall, Calibration = Document.Calibration };
        var beside = new CurvesBeside("m@6", theirs, "both on the 1900 of the 2000 test rows") { Ours = ModelCurves.Of(Document) };

        var alone = RunReportPage.Render(Document, Judged(null));
        var both = RunReportPage.Render(Document, Judged(beside));
        var without = RunReportPage.Render(Document, Judged(new CurvesBeside("m@6", null, "its evaluation holds no curves")));
        var same = RunReportPage.Render(Document, Judged(null) with { SameAs = 6 });

        Assert.Contains("m@6, the champion: both on the 1900 of the 2000 test rows", both, StringComparison.Ordinal);
        Assert.NotEqual(Pictures(alone)[0], Pictures(both)[0]);
        Assert.Contains("Without m@6, the champion: its evaluation holds no curves", without, StringComparison.Ordinal);
        Assert.Equal(Pictures(alone), Pictures(without));
        Assert.Contains("The champion, version 6, is this very model", same, StringComparison.Ordinal);
        Assert.DoesNotContain("the champion:", alone, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, false, 0)]
    [InlineData(6, true, 6)]
    [InlineData(30, true, 30)]
    [InlineData(61, true, 41)]
    public void Confusion_OfAnyNumberOfClasses_IsShownAndFitsAPage(int classes, bool isPicture, int lines)
    {
        var counts = Enumerable.Range(0, classes).Select(row => (IReadOnlyList<long>)[.. Enumerable.Range(0, classes).Select(column => row == column ? 10L + row : column == row + 1 ? 5 : 0)]);
        var confusion = new ConfusionMatrix([.. Enumerable.Range(0, classes).Select(i => $"<b>class {i} of a very long name indeed")], [.. counts]);

        var page = RunReportPage.Render(Document with { Task = ModelTask.Multiclass, Confusion = confusion, Roc = [] }, gate: null);

        Assert.Equal(isPicture, page.Contains("matrix-picture\"", StringComparison.Ordinal));
        Assert.Equal(lines, page.Split("<tspan").Length - 1);
        Assert.Equal(classes > 60, page.Contains("21 others", StringComparison.Ordinal));
        Assert.Contains("Taken for another most often", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>class", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Confusion_OfTwoRightClasses_NamesNoMistakes() => Assert.DoesNotContain("Taken for another", RunReportPage.Render(Document, gate: null), StringComparison.Ordinal);

    [Fact]
    public void Residuals_OfACandidateAndAChampion_StandBesideEachOther()
    {
        var document = Document with { Task = ModelTask.Regression, Roc = [], Calibration = [], Confusion = null, Scatter = [new CurvePoint(1, 2), new CurvePoint(3, 3)], Residuals = [new QuantileValue(0.5, 0.25)], };
        var beside = new CurvesBeside("m@6", new ModelCurves { Residuals = [new QuantileValue(0.5, 0.75)] }, "both on 5 rows") { Ours = ModelCurves.Of(document) };

        var page = RunReportPage.Render(document, Judged(beside), new DataProfile(3, []) { Label = Numbers(2, 9), TestLabel = Numbers(1, 8) });

        Assert.Contains("<td>m@6</td><td class=\"number\">0.75</td>", page, StringComparison.Ordinal);
        Assert.Contains("<td>training</td><td class=\"number\">3</td><td class=\"number\">2</td>", page, StringComparison.Ordinal);
        Assert.Contains("<td>test</td><td class=\"number\">3</td><td class=\"number\">1</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Documents_OfEarlierVersions_StillMakeAPage()
    {
        var old = MdlcJson.Deserialize<EvaluationDocument>(MdlcJson.Serialize(Document));
        var verdict = MdlcJson.Deserialize<GateVerdict>("""{"verdict":"pass","metric":"auc","alpha":0.05,"rows":1,"seed":1,"rules":[],"summary":"s"}""");

        var page = RunReportPage.Render(old, verdict);

        Assert.DoesNotContain("Scores by class", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Class balance", page, StringComparison.Ordinal);
    }

    private static GateVerdict Judged(CurvesBeside? curves) => new() { Verdict = Verdict.Pass, Metric = MetricName.Auc, Alpha = 0.05, Rows = 2000, Seed = 1, Rules = [], Summary = "better", Curves = curves };

    private static ColumnProfile Values(params (string Value, long Rows)[] values) =>
        new() { Name = "income", Kind = ColumnKind.Categorical, Rows = values.Sum(one => one.Rows), Missing = 0, Categories = [.. values.Select(one => new CategoryCount(one.Value, one.Rows))] };

    private static ColumnProfile Numbers(double least, double most) =>
        new() { Name = "income", Kind = ColumnKind.Numeric, Rows = 3, Missing = 0, Min = least, Max = most, Sample = [least, 5, most] };

    private static string[] Pictures(string page) => [.. page.Split("src=\"data:").Skip(1).Select(part => part[..part.IndexOf('"', StringComparison.Ordinal)])];

    [Fact]
    public void Plot_HasTextFromTheBundledFont()
    {
        // Without a font ScottPlot draws the same picture without labels, and says nothing: then other labels give the same bytes.
        var roc = PlotImages.Roc([new CurvePoint(0, 0), new CurvePoint(1, 1)]);
        var recall = PlotImages.PrecisionRecall([new CurvePoint(0, 0), new CurvePoint(1, 1)], 0);

        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], roc[..4]);
        Assert.NotEqual(roc, recall);
        Assert.InRange(roc.Length, 15_000, 200_000);
    }

    [Theory]
    [InlineData(null, "–")]
    [InlineData(double.NaN, "–")]
    [InlineData(0.0, "0")]
    [InlineData(0.91234567, "0.9123")]
    [InlineData(-0.00076, "-0.00076")]
    [InlineData(26141.0, "26,141")]
    [InlineData(1e-9, "1e-9")]
    public void Number_OfAnySize_IsShort(double? value, string expected) => Assert.Equal(expected, HtmlPage.Number(value));
}
