using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Models;
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
