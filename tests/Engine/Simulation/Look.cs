using Mdlc.Engine.Histories.Runs;
using Temporalio.Api.History.V1;

namespace Mdlc.Engine.Tests.Simulation;

/// <summary>What an engine shows at one moment.</summary>
internal sealed class Look(Life life)
{
    private readonly Dictionary<string, IReadOnlyList<HistoryEvent>?> _events = new(StringComparer.Ordinal);

    public Life Life { get; } = life;

    /// <summary>The keys of all runs.</summary>
    public IReadOnlyList<long> Keys() => [.. Life.Engine.Runs.Some("default", int.MaxValue / 2).Order()];

    /// <summary>The run's events, those without an id included; null when there is no such run.</summary>
    public IReadOnlyList<HistoryEvent>? Events(string workflowId, string runId)
    {
        if (!_events.TryGetValue(runId, out var events))
        {
            events = Life.ClosedEvents.TryGetValue(runId, out var closed) ? closed
                : Life.Engine.Runs.Find("default", workflowId, runId) is { } handle ? Events(handle) : null;
            _events[runId] = events;
        }

        return events;
    }

    /// <summary>The run's events. Those of a closed run are read once in a life.</summary>
    public IReadOnlyList<HistoryEvent> Events(RunHandle handle)
    {
        if (!Life.ClosedEvents.TryGetValue(handle.RunId, out var events))
        {
            var run = Run(handle);
            events = All(run);
            if (!run.State.IsRunning && handle.LastWrite <= Life.Journal.Written)
            {
                Life.ClosedEvents.Add(handle.RunId, events);
            }
        }

        return events;
    }

    public WorkflowRun Run(RunHandle handle)
    {
        lock (handle.Workflow.Gate)
        {
            return Life.Engine.Runs.Load(handle);
        }
    }

    public static IReadOnlyList<HistoryEvent> All(WorkflowRun run) => [.. run.History.Batches.SelectMany(batch => batch.Events), .. run.Buffered];
}
