using Mdlc.Contracts.Artifacts;
using Mdlc.Workflows.Monitoring;

namespace Mdlc.Unit.Tests.Workflows;

public sealed class MonitorAlarmsTests
{
    private static readonly MonitorResult Silent = new("p", "m", 3, 100, "inconclusive", [], new ArtifactRef("a", "a", 1), "report", "too few rows");

    [Theory]
    [InlineData("drift", "", "", "drift", "")]
    [InlineData("stable", "drift", "", "drift", "")]
    [InlineData("stable", "", "", "", "drift")]
    [InlineData("stable", "stable", "ok", "", "drift quality")]
    [InlineData("stable", "inconclusive", "", "", "")]
    [InlineData("inconclusive", "stable", "cannotTell", "", "")]
    [InlineData("inconclusive", "", "worse", "quality", "")]
    [InlineData("drift", "drift", "worse", "drift quality", "")]
    public void Of_AResult_RaisesWhatIsWrongAndClearsWhatIsFoundClean(string drift, string predictions, string quality, string raised, string cleared)
    {
        var news = MonitorAlarms.Of(Silent with { Drift = drift, PredictionDrift = predictions, Quality = quality }, "look");

        Assert.Equal((raised, cleared), (Words(news?.Raised.Select(one => one.Kind)), Words(news?.Cleared.Select(one => one.Kind))));
        Assert.All(news?.Raised ?? [], one => Assert.Equal((3, $"look/{one.Kind}"), (one.Version, one.Id)));
    }

    private static string Words(IEnumerable<string>? kinds) => string.Join(' ', kinds ?? []);
}
