using Mdlc.Contracts.Models;
using Mdlc.Learning.Training;

namespace Mdlc.Unit.Tests.Learning.Training;

public sealed class TrainingFoldsTests
{
    [Theory]
    [InlineData(5000, 5000, null)]
    [InlineData(4999, 5000, 1)]
    [InlineData(2000, 5000, 1)]
    [InlineData(1999, 5000, 3)]
    [InlineData(100, 0, null)]
    public void Folds_OfFewRows_AreRepeated_AndOfManyThereAreNone(long rows, int below, int? repeats) =>
        Assert.Equal(repeats, TrainingFolds.For(rows, below)?.Repeats);

    [Fact]
    public void Parts_OfARepeat_AreAllHashesOnce_AndOfAnotherOthers()
    {
        TrainingHoldout like = new(0.3, 7, ["id"], "logloss");

        TrainingHoldout[] parts = [.. TrainingFolds.Of(0, like)];

        Assert.Equal([0, 0.25, 0.5, 0.75], parts.Select(part => part.From));
        Assert.All(parts, part => Assert.Equal((0.25, 7, "logloss", "fold-0"), (part.Share, part.Seed, part.Metric, part.Use)));
        Assert.All(TrainingFolds.Of(1, like), part => Assert.Equal("fold-1", part.Use));
    }

    [Fact]
    public void Outcome_IsTheMeanOfWholeRepeats_AndCostsAllThatWasTrained()
    {
        TrainingOutcome[] parts = [.. new[] { 0.4, 0.5, 0.6, 0.7, 9 }.Select((score, i) => new TrainingOutcome(null, score, 75 + i, 10) { Boosting = new BoostingSummary(10 + (2 * i)) { Trained = 20, HeldOutRows = 25 - i } })];

        var outcome = FoldOutcome.Of(parts, wasStopped: true, peakMb: 5);

        Assert.Equal((0.55, true, 14, 100), (Math.Round(outcome.Score!.Value, 12), outcome.WasStopped, outcome.Boosting!.Iterations, outcome.Boosting.Trained));
        Assert.Equal([0.4, 0.5, 0.6, 0.7], outcome.FoldScores);
        Assert.Null(FoldOutcome.Of([.. parts.Take(3)], wasStopped: true, peakMb: 5).Score);
        Assert.Empty(FoldOutcome.Of([.. parts.Take(3), parts[3] with { Score = double.NaN }], wasStopped: false, peakMb: 5).FoldScores);
        Assert.Null(FoldOutcome.Of([], wasStopped: true, peakMb: 5).Boosting);
    }
}
