using Mdlc.Contracts.Artifacts;
using Mdlc.Starter.Monitoring;
using Mdlc.Starter.Output;
using Mdlc.Workflows.Monitoring;

namespace Mdlc.Unit.Tests.Starter.Monitoring;

public sealed class MonitorFailureTests
{
    [Theory]
    [InlineData("drift", "ok", true, false)]
    [InlineData("drift", "worse", true, true)]
    [InlineData("stable", "worse", false, true)]
    [InlineData("stable", "ok", false, false)]
    [InlineData("inconclusive", "cannotTell", false, false)]
    public void IsIn_FailsOnWhatWasAskedFor(string drift, string quality, bool onDrift, bool onQuality)
    {
        var result = Result(drift, quality);

        Assert.Equal(onDrift, Fails(["drift"], result));
        Assert.Equal(onQuality, Fails(["quality"], result));
        Assert.Equal(onDrift || onQuality, Fails(["drift,quality"], result));
        Assert.Equal(onDrift || onQuality, Fails(["quality", "drift"], result));
        Assert.False(Fails([], result));
    }

    [Fact]
    public void Untold_NoLabelsOrTooFewRows_IsSaid()
    {
        var both = MonitorFailure.Parse(["drift, quality"]);

        Assert.Equal(2, both.Count(failure => failure.Untold(Result("inconclusive", "cannotTell")) is not null));
        Assert.Equal(0, both.Count(failure => failure.Untold(Result("drift", "ok")) is not null));
        Assert.Contains("no labels", both[1].Untold(Result("stable", "cannotTell")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("drifts")]
    [InlineData("drift,")]
    [InlineData("")]
    public void Parse_AnotherWord_IsRefused(string word)
    {
        var refused = Assert.Throws<UserException>(() => MonitorFailure.Parse([word]));

        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains("expected drift, quality, or both", refused.Message, StringComparison.Ordinal);
    }

    private static bool Fails(string[] words, MonitorResult result) => MonitorFailure.Parse(words).Any(failure => failure.IsIn(result));

    private static MonitorResult Result(string drift, string quality) =>
        new("p", "m", 1, 1, drift, [], new ArtifactRef("u", "s", 1), "r", "s") { Quality = quality, QualityReason = "no labels" };
}
