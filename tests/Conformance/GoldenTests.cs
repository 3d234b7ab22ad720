using System.Reflection;
using Google.Protobuf.Reflection;
using Mdlc.Conformance.Tests.Comparison;
using Mdlc.Conformance.Tests.Scenarios;
using Temporalio.Api.Enums.V1;

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

    /// <summary>Event types that no golden can show: what the engine does not do (docs/engine.md lists it), or no server writes.</summary>
    private static readonly EventType[] NotWritten =
    [
        EventType.Unspecified,

        // Nexus operations; a command for one fails its task.
        EventType.NexusOperationScheduled, EventType.NexusOperationStarted, EventType.NexusOperationCompleted, EventType.NexusOperationFailed,
        EventType.NexusOperationCanceled, EventType.NexusOperationTimedOut, EventType.NexusOperationCancelRequested,
        EventType.NexusOperationCancelRequestCompleted, EventType.NexusOperationCancelRequestFailed,

        // Pausing whole workflows, which 1.32.1 has switched off.
        EventType.WorkflowExecutionPaused, EventType.WorkflowExecutionUnpaused,

        // An update that its workflow refuses leaves no event.
        EventType.WorkflowExecutionUpdateRejected,

        // No server writes them.
        EventType.WorkflowPropertiesModifiedExternally, EventType.ActivityPropertiesModifiedExternally,
    ];

    [Fact]
    public void Scenarios_AreAtLeastForty() => Assert.True(Scenarios.Count >= FewestScenarios, $"{Scenarios.Count} scenarios.");

    [Fact]
    public void Goldens_BetweenThem_ShowEveryEventThatTheEngineWrites()
    {
        Assert.SkipWhen(GoldenStore.IsRecording, "recording: the goldens are being written");
        var recorded = string.Concat(GoldenStore.Names.Select(name => GoldenStore.Read(name).ToString()));

        Assert.All(Enum.GetValues<EventType>().Except(NotWritten), type => Assert.Contains($"\"{ProtoName(type)}\"", recorded, StringComparison.Ordinal));
    }

    private static string ProtoName(EventType type) =>
        typeof(EventType).GetField(type.ToString())!.GetCustomAttribute<OriginalNameAttribute>()!.Name;

    [Fact]
    public void Gaps_OrphanOnEitherSide_IsNamed()
    {
        var gaps = GoldenCoverage.Gaps(new HashSet<string> { "A.Same", "A.Orphan" }, new HashSet<string> { "A.Same", "A.New" }, ["A.Gone"]);

        Assert.Collection(
            gaps,
            gap => Assert.StartsWith("Golden/A/Orphan.json is compared with nothing", gap, StringComparison.Ordinal),
            gap => Assert.StartsWith("A.New has no golden", gap, StringComparison.Ordinal),
            gap => Assert.Contains("A.Gone", gap, StringComparison.Ordinal));
    }
}
