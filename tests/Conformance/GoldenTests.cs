using System.Reflection;
using Mdlc.Conformance.Tests.Comparison;
using Mdlc.Conformance.Tests.Scenarios;

namespace Mdlc.Conformance.Tests;

public sealed class GoldenTests
{
    private const int FewestScenarios = 40;

    private static HashSet<string> Scenarios =>
        typeof(ScenarioGroup).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(ScenarioGroup)))
            .SelectMany(type => type.GetMethods(), (type, method) => (type, method))
            .Where(pair => pair.method.GetCustomAttribute<ScenarioAttribute>() is not null)
            .Select(pair => ScenarioGroup.NameOf(pair.type, pair.method.Name))
            .ToHashSet();

    [Fact]
    public void Goldens_AndScenarios_BelongTogetherOneToOne()
    {
        Assert.SkipWhen(GoldenStore.IsRecording, "recording: the goldens are being written");
        Assert.Empty(GoldenCoverage.Gaps(GoldenStore.Names, Scenarios, KnownDifferences.All.Keys));
    }

    [Fact]
    public void Scenarios_AreAtLeastForty() => Assert.True(Scenarios.Count >= FewestScenarios, $"{Scenarios.Count} scenarios.");

    [Fact]
    public void Gaps_OrphanOnEitherSide_IsNamed()
    {
        var gaps = GoldenCoverage.Gaps(new HashSet<string> { "A.Same", "A.Orphan" }, new HashSet<string> { "A.Same", "A.New" }, ["A.Gone"]);

        Assert.Collection(
            gaps,
            gap => Assert.StartsWith("Golden/A.Orphan.json is compared with nothing", gap, StringComparison.Ordinal),
            gap => Assert.StartsWith("A.New has no golden", gap, StringComparison.Ordinal),
            gap => Assert.Contains("A.Gone", gap, StringComparison.Ordinal));
    }
}
