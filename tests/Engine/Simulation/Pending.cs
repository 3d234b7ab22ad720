using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace Mdlc.Engine.Tests.Simulation;

/// <summary>What a history says that a workflow waits for; found out apart from the engine's own state.</summary>
internal sealed class Pending
{
    private const string Timer = "timer";
    private const string Activity = "activity";
    private const string Other = "other";

    private readonly HashSet<long> _others = [];

    public HashSet<string> Timers { get; } = new(StringComparer.Ordinal);

    public HashSet<long> Activities { get; } = [];

    public bool IsEmpty => Timers.Count == 0 && Activities.Count == 0 && _others.Count == 0;

    public static Pending In(IEnumerable<HistoryEvent> events)
    {
        var pending = new Pending();
        foreach (var e in events)
        {
            pending.Take(e);
        }

        return pending;
    }

    /// <summary>What the event ends, which nothing may end twice: its kind, and the event or the timer that began it; null when nothing.</summary>
    public static (string Kind, object Id)? Closes(HistoryEvent e) => e.EventType switch
    {
        EventType.TimerFired => (Timer, e.TimerFiredEventAttributes.StartedEventId),
        EventType.TimerCanceled => (Timer, e.TimerCanceledEventAttributes.StartedEventId),
        EventType.ActivityTaskCompleted => (Activity, e.ActivityTaskCompletedEventAttributes.ScheduledEventId),
        EventType.ActivityTaskFailed => (Activity, e.ActivityTaskFailedEventAttributes.ScheduledEventId),
        EventType.ActivityTaskTimedOut => (Activity, e.ActivityTaskTimedOutEventAttributes.ScheduledEventId),
        EventType.ActivityTaskCanceled => (Activity, e.ActivityTaskCanceledEventAttributes.ScheduledEventId),
        EventType.StartChildWorkflowExecutionFailed => (Other, e.StartChildWorkflowExecutionFailedEventAttributes.InitiatedEventId),
        EventType.ChildWorkflowExecutionCompleted => (Other, e.ChildWorkflowExecutionCompletedEventAttributes.InitiatedEventId),
        EventType.ChildWorkflowExecutionFailed => (Other, e.ChildWorkflowExecutionFailedEventAttributes.InitiatedEventId),
        EventType.ChildWorkflowExecutionCanceled => (Other, e.ChildWorkflowExecutionCanceledEventAttributes.InitiatedEventId),
        EventType.ChildWorkflowExecutionTimedOut => (Other, e.ChildWorkflowExecutionTimedOutEventAttributes.InitiatedEventId),
        EventType.ChildWorkflowExecutionTerminated => (Other, e.ChildWorkflowExecutionTerminatedEventAttributes.InitiatedEventId),
        EventType.ExternalWorkflowExecutionSignaled => (Other, e.ExternalWorkflowExecutionSignaledEventAttributes.InitiatedEventId),
        EventType.SignalExternalWorkflowExecutionFailed => (Other, e.SignalExternalWorkflowExecutionFailedEventAttributes.InitiatedEventId),
        EventType.ExternalWorkflowExecutionCancelRequested => (Other, e.ExternalWorkflowExecutionCancelRequestedEventAttributes.InitiatedEventId),
        EventType.RequestCancelExternalWorkflowExecutionFailed => (Other, e.RequestCancelExternalWorkflowExecutionFailedEventAttributes.InitiatedEventId),
        _ => null,
    };

    private void Take(HistoryEvent e)
    {
        switch (e.EventType)
        {
            case EventType.TimerStarted:
                Timers.Add(e.TimerStartedEventAttributes.TimerId);
                break;
            case EventType.TimerFired:
                Timers.Remove(e.TimerFiredEventAttributes.TimerId);
                break;
            case EventType.TimerCanceled:
                Timers.Remove(e.TimerCanceledEventAttributes.TimerId);
                break;
            case EventType.ActivityTaskScheduled:
                Activities.Add(e.EventId);
                break;
            case EventType.StartChildWorkflowExecutionInitiated or EventType.SignalExternalWorkflowExecutionInitiated or EventType.RequestCancelExternalWorkflowExecutionInitiated:
                _others.Add(e.EventId);
                break;
            default:
                if (Closes(e) is (var kind, long begun))
                {
                    (kind == Activity ? Activities : _others).Remove(begun);
                }

                break;
        }
    }
}
