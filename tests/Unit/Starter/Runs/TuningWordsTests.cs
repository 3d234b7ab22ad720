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

    private static Leaderboard Board(int done, double seconds, double? best) => new(
        "auc", true, 20, [.. Enumerable.Range(0, done).Select(i => new TrialResult(i, new Dictionary<string, double>(), best - (i * 0.01), null, seconds))]);
}
