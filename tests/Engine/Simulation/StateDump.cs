using System.Collections;
using System.Globalization;
using System.Reflection;
using Google.Protobuf;
using Mdlc.Engine.Histories.Runs;

namespace Mdlc.Engine.Tests.Simulation;

/// <summary>All that a run's state says, as text, but for what is of one life of the engine only.</summary>
internal static class StateDump
{
    /// <summary>Added to the depth where nobody reads.</summary>
    private const int Unreadable = 100;

    /// <summary>Of a type and a property: what no log is to bring back.</summary>
    private static readonly HashSet<string> OfOneLife = new(StringComparer.Ordinal)
    {
        "MutableState.Task", "MutableState.TaskStarts", "MutableState.TaskAttempt", "MutableState.TaskProblems", "MutableState.LastTaskProblem",
        "MutableState.StickyQueue", "MutableState.StickyScheduleToStart", "MutableState.CloseAttempted", "MutableState.StateTransitionCount",
        "MutableState.NextEventId", "MutableState.HadOrHasTask",
        "PendingActivity.IsDispatched", "PendingActivity.AwaitsDispatch", "PendingActivity.SilentFrom", "PendingActivity.Stamp",

        // A gap that is known: that an attempt was reset while a worker had it is forgotten by a restart.
        "PendingActivity.IsReset", "PendingActivity.ForgetsHeartbeats",

        // Shown between two attempts only, and as the record of that time has them.
        "PendingActivity.RetryInterval", "PendingActivity.LastWorkerIdentity",
    };

    public static string Of(WorkflowRun run) => string.Join('\n', Lines(run, isForReading: true));

    /// <param name="isForReading">False for messages as bytes, which is faster.</param>
    public static List<string> Lines(WorkflowRun run, bool isForReading)
    {
        var lines = new List<string>();
        Add(lines, "state", run.State, isForReading ? 0 : Unreadable);
        lines.Add($"events: {run.History.Batches.Take(run.History.PersistedBatches).Sum(batch => batch.Events.Count)} buffered: {run.Buffered.Count}");
        return lines;
    }

    private static void Add(List<string> lines, string path, object? value, int depth)
    {
        switch (value)
        {
            case null:
                break;
            case IMessage message when depth >= Unreadable:
                lines.Add($"{path}: {message.ToByteString().ToBase64()}");
                break;
            case IMessage or string or DateTime or TimeSpan or Enum or IConvertible:
                // A queue's normal name is said of stored ones only.
                lines.Add($"{path}: {Convert.ToString(value, CultureInfo.InvariantCulture)?.Replace(", \"normalName\": \"queue\"", "", StringComparison.Ordinal)}");
                break;
            case IDictionary map:
                foreach (var key in map.Keys.Cast<object>().OrderBy(key => Convert.ToString(key, CultureInfo.InvariantCulture), StringComparer.Ordinal))
                {
                    Add(lines, $"{path}[{key}]", map[key], depth + 1);
                }

                break;
            case HashSet<string> set:
                lines.Add($"{path}: {string.Join(", ", set.Order(StringComparer.Ordinal))}");
                break;
            case IEnumerable list:
                var i = 0;
                foreach (var item in list)
                {
                    Add(lines, $"{path}[{i++}]", item, depth + 1);
                }

                break;
            default:
                AddProperties(lines, path, value, depth);
                break;
        }
    }

    private static void AddProperties(List<string> lines, string path, object value, int depth)
    {
        if (depth % Unreadable > 4 || value.GetType().Namespace?.StartsWith("Mdlc", StringComparison.Ordinal) != true)
        {
            lines.Add($"{path}: {value}");
            return;
        }

        foreach (var property in PropertiesOf(value.GetType()))
        {
            Add(lines, $"{path}.{property.Name}", property.GetValue(value), depth + 1);
        }
    }

    private static readonly Dictionary<Type, PropertyInfo[]> Known = [];

    private static PropertyInfo[] PropertiesOf(Type type)
    {
        if (!Known.TryGetValue(type, out var properties))
        {
            properties = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.GetIndexParameters().Length == 0 && !OfOneLife.Contains($"{type.Name}.{property.Name}"))
                .OrderBy(property => property.Name, StringComparer.Ordinal)];
            Known[type] = properties;
        }

        return properties;
    }
}
