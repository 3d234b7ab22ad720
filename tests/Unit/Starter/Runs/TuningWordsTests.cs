using Mdlc.Contracts.Tuning;
using Mdlc.Starter.Runs;

namespace Mdlc.Unit.Tests.Starter.Runs;

public sealed class TuningWordsTests
{
    [Theory]
    [InlineData(0, 4.0, 1, "trial 1 of 20")]
    [InlineData(6, 4.0, 1, "trial 7 of 20, best auc 0.927, about 1 min")]
    [InlineData(6, 4.0, 2, "trial 7 of 20, best auc 0.927, about 30 s")]
    [InlineData(18, 4.0, 2, "trial 19 of 20, best auc 0.927, some seconds")]
    [InlineData(6, 1200.0, 1, "trial 7 of 20, best auc 0.927, about 5 h")]
    [InlineData(20, 4.0, 1, "trial 20 of 20, best auc 0.927")]
    public void Of_SomeTrials_SaysWhichBestAndHowLong(int done, double seconds, int parallel, string expected) =>
        Assert.Equal(expected, TuningWords.Of(Board(done, seconds, 0.927), parallel));

    [Fact]
    public void Of_TrialsThatAllFailed_HasNoBest() => Assert.DoesNotContain("best", TuningWords.Of(Board(3, 1, null), 1), StringComparison.Ordinal);

    [Theory]
    [InlineData(null, 60.0, StudyPhase.Running, "trial 4, best auc 0.9, 30s left")]
    [InlineData(20, null, StudyPhase.Running, "trial 4 of 20, best auc 0.9, about 40 s")]
    [InlineData(20, 60.0, StudyPhase.Paused, "trial 4 of 20, best auc 0.9, paused")]
    [InlineData(3, null, StudyPhase.Ending, "trial 4 of 3, best auc 0.9, ending: enough")]
    public void Of_AStudy_SaysWhatIsLeftOfItsBudget(int? trials, double? seconds, StudyPhase phase, string expected)
    {
        var study = new StudyStatus(phase, new StudyBudget(trials, null, seconds), new StudyBudget(3, 300, 30), 2)
        {
            End = phase == StudyPhase.Ending ? "enough" : null,
            UnderWay = [new RunningTrial(3, new Dictionary<string, double>(), new Dictionary<string, string>(), 1)],
        };

        Assert.Equal(expected, TuningWords.Of(Board(3, 4, 0.9) with { Study = study }, 1));
    }

    [Fact]
    public void Sparkline_OfManyTrials_FallsWithTheBestLossSoFar_AndFits()
    {
        double?[] losses = [0.9, null, 0.5, 0.7, 0.1];
        var board = new Leaderboard("rmse", false, 5, [.. losses.Select((loss, i) => new TrialResult(i, new Dictionary<string, double>(), loss, null, 1) { Loss = loss }).Reverse()]);

        Assert.Equal("██▅▅▁", TuningWords.Sparkline(board));
        Assert.InRange(TuningWords.Sparkline(board with { Trials = [.. Enumerable.Range(0, 1000).Select(i => board.Trials[0] with { Trial = i })] }).Length, 20, 40);
    }

    private static Leaderboard Board(int done, double seconds, double? best) => new(
        "auc", true, 20, [.. Enumerable.Range(0, done).Select(i => new TrialResult(i, new Dictionary<string, double>(), best - (i * 0.01), null, seconds))]);
}
