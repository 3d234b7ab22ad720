using System.Text.Json;

namespace Mdlc.EndToEnd.Tests.Kills;

/// <summary>An activity that a worker began, by the worker's own log: evidence that does not come from the server.</summary>
internal sealed record ActivityExecution(string WorkflowId, string RunId, string ActivityId, DateTimeOffset At)
{
    /// <summary>All that the processes of a home have begun, killed ones included.</summary>
    public static IReadOnlyList<ActivityExecution> In(string logs) =>
        [.. Directory.EnumerateFiles(logs, "*.jsonl").SelectMany(File.ReadLines).Select(Parse).OfType<ActivityExecution>()];

    private static ActivityExecution? Parse(string line)
    {
        try
        {
            var entry = JsonDocument.Parse(line).RootElement;
            string Text(string name) => entry.GetProperty(name).GetString()!;
            return Text("@mt").StartsWith("{ActivityType} begins", StringComparison.Ordinal)
                ? new ActivityExecution(Text("WorkflowId"), Text("RunId"), Text("ActivityId"), entry.GetProperty("@t").GetDateTimeOffset())
                : null;
        }
        catch (JsonException)
        {
            // A process was killed while it wrote this line.
            return null;
        }
    }
}
