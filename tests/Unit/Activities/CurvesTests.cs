using Mdlc.Activities.Evaluation;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Gating;
using Mdlc.Learning.Metrics;

namespace Mdlc.Unit.Tests.Activities;

/// <summary>A champion's curves: on the same rows where there are such, else its own, else the reason why there are none.</summary>
public sealed class CurvesTests
{
    private static readonly bool[] Labels = [false, true, false, true];

    private static readonly EvaluationDocument Kept = new()
    {
        Run = "p/m/1", Model = "m", Task = ModelTask.Binary, Label = "y", Trainer = TrainerKind.LightGbm, TrainRows = 1, TestRows = 77, Metric = "auc", Metrics = [], Seed = 1,
        Plan = new FeaturePlan([]),
        Roc = [new CurvePoint(0, 0), new CurvePoint(1, 1)],
    };

    [Fact]
    public void Curves_WithRowsInCommon_AreOfThose()
    {
        var comparison = PairedComparison.Of("m@6", BinaryPredictions.FromProbabilities(Labels, [0.1, 0.9, 0.2, 0.8]), BinaryPredictions.FromProbabilities(Labels, [0.9, 0.1, 0.8, 0.2]));

        var beside = Curves.Beside("m@6", comparison, Kept, rows: 10);

        Assert.Equal("both on the 4 of the 10 test rows that neither was trained on", beside.Note);
        Assert.Contains(new CurvePoint(0, 1), beside.Ours!.Roc);
        Assert.Contains(new CurvePoint(1, 0), beside.Theirs!.Roc);
        Assert.NotEmpty(beside.Theirs.Calibration);
    }

    [Fact]
    public void Curves_WithoutRowsInCommon_AreTheChampionsOwn_AndTheNoteSaysSo()
    {
        var beside = Curves.Beside("m@6", PairedComparison.Impossible("m@6", "the columns have changed"), Kept, rows: 10);

        Assert.Equal(Kept.Roc, beside.Theirs!.Roc);
        Assert.Null(beside.Ours);
        Assert.Contains("the columns have changed", beside.Note, StringComparison.Ordinal);
        Assert.Contains("its own 77 test rows", beside.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Curves_OfAChampionThatKeptNone_AreSaidToBeMissing()
    {
        Assert.All(new[] { null, Kept with { Roc = [] } }, kept =>
        {
            var beside = Curves.Beside("m@6", comparison: null, kept, rows: 10);

            Assert.Null(beside.Theirs);
            Assert.Contains("holds no curves", beside.Note, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Scores_OfEachActualClass_AreCountedInTheirBins()
    {
        var scores = ScoreBins.Of(BinaryPredictions.FromProbabilities([true, true, false, false], [1, 0.999, 0, 0.05]), "no", "yes");

        Assert.Equal(["no", "yes"], scores.Select(one => one.Class));
        Assert.Equal((1, 1, 2), (scores[0].Rows[0], scores[0].Rows[1], scores[0].Rows.Sum()));
        Assert.Equal((2, 2), (scores[1].Rows[^1], scores[1].Rows.Sum()));
    }

    [Fact]
    public void Scores_OfManyClasses_AreOfTheRowsOwnClass()
    {
        var scores = ScoreBins.Of(new MulticlassPredictions(["a", "b"], [0, 1, -1], [0, 0, 0], [0.9, 0.2, 0]));

        Assert.Equal((1, 1), (scores[0].Rows[18], scores[0].Rows.Sum()));
        Assert.Equal((1, 1), (scores[1].Rows[4], scores[1].Rows.Sum()));
    }
}
