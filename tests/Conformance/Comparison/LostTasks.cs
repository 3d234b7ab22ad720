using System.Text.Json.Nodes;

namespace Mdlc.Conformance.Tests.Comparison;

/// <summary>Tasks that a server lost to their deadlines: those whose histories say that they timed out.</summary>
internal static class LostTasks
{
    private static readonly HashSet<string> TimedOut = ["EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT", "EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT"];

    public static int Count(ScenarioDocument document) => document.Root.Sum(d => Count(d.Value));

    private static int Count(JsonNode? node) =>
        node is JsonArray events ? events.OfType<JsonObject>().Count(e => TimedOut.Contains((string?)e["eventType"] ?? "")) : 0;
}
