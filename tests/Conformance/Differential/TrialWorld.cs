using Mdlc.Conformance.Tests.Running;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Exceptions;

namespace Mdlc.Conformance.Tests.Differential;

/// <summary>What is seen of a program's workflows from outside at one moment, and whether anything there still goes on by itself.</summary>
internal sealed class TrialWorld
{
    /// <summary>Timers beyond it are waits for something else.</summary>
    private static readonly TimeSpan ShortTimer = TimeSpan.FromSeconds(60);

    private readonly Gates _gates;
    private readonly Dictionary<string, Seen> _workflows = new(StringComparer.Ordinal);

    private TrialWorld(Gates gates) => _gates = gates;

    public IEnumerable<Seen> Workflows => _workflows.Values.OrderBy(seen => seen.Id, StringComparer.Ordinal);

    public IEnumerable<Seen> Running => Workflows.Where(seen => seen.IsRunning);

    public bool Moves => _workflows.Values.Any(seen => WhyMoving(seen) is not null);

    /// <summary>What goes on by itself, for a reader of a failure.</summary>
    public string Motion => string.Join("; ", Workflows.Select(seen => (seen, why: WhyMoving(seen))).Where(pair => pair.why is not null).Select(pair => $"{pair.seen.Id}: {pair.why}"));

    /// <summary>The activities that stand at their gates.</summary>
    public IEnumerable<(Seen Workflow, PendingActivityInfo Activity)> Gated =>
        Running.SelectMany(seen => seen.Described.PendingActivities.Where(a => AtGate(seen, a)).OrderBy(a => a.ActivityId, StringComparer.Ordinal), (seen, a) => (seen, a));

    public static async Task<TrialWorld> LookAsync(ScenarioRun run, string rootId, Gates gates)
    {
        var world = new TrialWorld(gates);
        await world.AddAsync(run, rootId);
        return world;
    }

    public Seen Workflow(string id) => _workflows[id];

    private async Task AddAsync(ScenarioRun run, string id)
    {
        if (_workflows.ContainsKey(id))
        {
            return;
        }

        DescribeWorkflowExecutionResponse described;
        try
        {
            described = await run.DescribeAsync(id);
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
        {
            return;
        }

        var runId = described.WorkflowExecutionInfo.Execution.RunId;
        _workflows.Add(id, new(id, runId, described, await run.HistoryAsync(id, runId)));
        foreach (var child in _workflows[id].Children)
        {
            await AddAsync(run, child.WorkflowId);
        }
    }

    private string? WhyMoving(Seen seen)
    {
        if (!seen.IsRunning)
        {
            return seen.Next.Length > 0 ? "its next run begins" : seen.Children.Any(MustEnd) ? "its children end" : null;
        }

        // In this order, so that what is described is not older than what is in history.
        return seen.Described.PendingWorkflowTask is not null ? "a workflow task"
            : seen.Last(EventType.WorkflowTaskScheduled) > seen.Last(EventType.WorkflowTaskCompleted) ? "a workflow task in history"
            : seen.Last(EventType.WorkflowTaskCompleted) == 0 ? "its first task"
            : seen.Described.PendingActivities.FirstOrDefault(a => !AtGate(seen, a)) is { } activity ? $"{activity.ActivityId} in attempt {activity.Attempt}, {activity.State}"
            : seen.Described.PendingActivities.Count != seen.OpenActivities ? "activities"
            : seen.HasShortTimer(ShortTimer) ? "a timer"
            : seen.AsksOthers ? "what it asks of others"
            : seen.OpenChildren.Any(child => !_workflows.TryGetValue(child.WorkflowId, out var open) || !open.IsRunning || IsSilent(open)) ? "a child"
            : null;
    }

    private bool MustEnd(StartChildWorkflowExecutionInitiatedEventAttributes child) =>
        _workflows.TryGetValue(child.WorkflowId, out var left) && left.IsRunning && child.ParentClosePolicy switch
        {
            ParentClosePolicy.Abandon => false,
            ParentClosePolicy.RequestCancel => !left.History.Any(e => e.EventType == EventType.WorkflowExecutionCancelRequested),
            _ => true,
        };

    private static bool IsSilent(Seen seen) => seen.History[0].WorkflowExecutionStartedEventAttributes.WorkflowRunTimeout is { } timeout && timeout.Seconds > 0;

    private bool AtGate(Seen seen, PendingActivityInfo activity) =>
        _gates.HasArrived(seen.RunId, activity.ActivityId, activity.Attempt)
        && (activity.State == PendingActivityState.Started || (activity.State == PendingActivityState.CancelRequested && activity.HeartbeatDetails is null));

    /// <summary>The newest run of a workflow id.</summary>
    internal sealed record Seen(string Id, string RunId, DescribeWorkflowExecutionResponse Described, IReadOnlyList<HistoryEvent> History)
    {
        public bool IsRunning => Described.WorkflowExecutionInfo.Status == WorkflowExecutionStatus.Running;

        /// <summary>The run that follows this one; empty when there is none.</summary>
        public string Next => ScenarioRun.NextRunId(History[^1]);

        public IReadOnlyList<StartChildWorkflowExecutionInitiatedEventAttributes> Children =>
            [.. History.Where(e => e.StartChildWorkflowExecutionInitiatedEventAttributes is not null).Select(e => e.StartChildWorkflowExecutionInitiatedEventAttributes)];

        /// <summary>The children whose end is not in history.</summary>
        public IEnumerable<StartChildWorkflowExecutionInitiatedEventAttributes> OpenChildren
        {
            get
            {
                var ended = History.Select(EndOfChild).ToHashSet();
                return History.Where(e => e.StartChildWorkflowExecutionInitiatedEventAttributes is not null && !ended.Contains(e.EventId))
                    .Select(e => e.StartChildWorkflowExecutionInitiatedEventAttributes);
            }
        }

        /// <summary>Whether other workflows have not been told yet what they are to be told.</summary>
        public bool AsksOthers =>
            Count(EventType.StartChildWorkflowExecutionInitiated) != Count(EventType.ChildWorkflowExecutionStarted) + Count(EventType.StartChildWorkflowExecutionFailed)
            || Count(EventType.SignalExternalWorkflowExecutionInitiated) != Count(EventType.ExternalWorkflowExecutionSignaled) + Count(EventType.SignalExternalWorkflowExecutionFailed)
            || Count(EventType.RequestCancelExternalWorkflowExecutionInitiated)
                != Count(EventType.ExternalWorkflowExecutionCancelRequested) + Count(EventType.RequestCancelExternalWorkflowExecutionFailed);

        public int OpenActivities => Count(EventType.ActivityTaskScheduled) - Count(EventType.ActivityTaskCompleted) - Count(EventType.ActivityTaskFailed)
            - Count(EventType.ActivityTaskTimedOut) - Count(EventType.ActivityTaskCanceled);

        public long Last(EventType type) => History.LastOrDefault(e => e.EventType == type)?.EventId ?? 0;

        public bool HasShortTimer(TimeSpan limit)
        {
            var ended = History.Select(e => e.TimerFiredEventAttributes?.StartedEventId ?? e.TimerCanceledEventAttributes?.StartedEventId ?? 0).ToHashSet();
            return History.Any(e => e.TimerStartedEventAttributes is { } timer && timer.StartToFireTimeout.ToTimeSpan() < limit && !ended.Contains(e.EventId));
        }

        private int Count(EventType type) => History.Count(e => e.EventType == type);

        private static long EndOfChild(HistoryEvent e) =>
            e.StartChildWorkflowExecutionFailedEventAttributes?.InitiatedEventId ?? e.ChildWorkflowExecutionCompletedEventAttributes?.InitiatedEventId
            ?? e.ChildWorkflowExecutionFailedEventAttributes?.InitiatedEventId ?? e.ChildWorkflowExecutionCanceledEventAttributes?.InitiatedEventId
            ?? e.ChildWorkflowExecutionTimedOutEventAttributes?.InitiatedEventId ?? e.ChildWorkflowExecutionTerminatedEventAttributes?.InitiatedEventId ?? 0;
    }
}
