using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace Mdlc.Engine.Tests.Simulation;

/// <summary>What a history says that a workflow waits for; found out apart from the engine's own state.</summary>
internal sealed class Pending
{
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
            case EventType.ActivityTaskCompleted:
                Activities.Remove(e.ActivityTaskCompletedEventAttributes.ScheduledEventId);
                break;
            case EventType.ActivityTaskFailed:
                Activities.Remove(e.ActivityTaskFailedEventAttributes.ScheduledEventId);
                break;
            case EventType.ActivityTaskTimedOut:
                Activities.Remove(e.ActivityTaskTimedOutEventAttributes.ScheduledEventId);
                break;
            case EventType.ActivityTaskCanceled:
                Activities.Remove(e.ActivityTaskCanceledEventAttributes.ScheduledEventId);
                break;
            default:
                TakeOfOthers(e);
                break;
        }
    }

    private void TakeOfOthers(HistoryEvent e)
    {
        switch (e.EventType)
        {
            case EventType.StartChildWorkflowExecutionInitiated or EventType.SignalExternalWorkflowExecutionInitiated or EventType.RequestCancelExternalWorkflowExecutionInitiated:
                _others.Add(e.EventId);
                break;
            case EventType.StartChildWorkflowExecutionFailed:
                _others.Remove(e.StartChildWorkflowExecutionFailedEventAttributes.InitiatedEventId);
                break;
            case EventType.ChildWorkflowExecutionCompleted:
                _others.Remove(e.ChildWorkflowExecutionCompletedEventAttributes.InitiatedEventId);
                break;
            case EventType.ChildWorkflowExecutionFailed:
                _others.Remove(e.ChildWorkflowExecutionFailedEventAttributes.InitiatedEventId);
                break;
            case EventType.ChildWorkflowExecutionCanceled:
                _others.Remove(e.ChildWorkflowExecutionCanceledEventAttributes.InitiatedEventId);
                break;
            case EventType.ChildWorkflowExecutionTimedOut:
                _others.Remove(e.ChildWorkflowExecutionTimedOutEventAttributes.InitiatedEventId);
                break;
            case EventType.ChildWorkflowExecutionTerminated:
                _others.Remove(e.ChildWorkflowExecutionTerminatedEventAttributes.InitiatedEventId);
                break;
            case EventType.ExternalWorkflowExecutionSignaled:
                _others.Remove(e.ExternalWorkflowExecutionSignaledEventAttributes.InitiatedEventId);
                break;
            case EventType.SignalExternalWorkflowExecutionFailed:
                _others.Remove(e.SignalExternalWorkflowExecutionFailedEventAttributes.InitiatedEventId);
                break;
            case EventType.ExternalWorkflowExecutionCancelRequested:
                _others.Remove(e.ExternalWorkflowExecutionCancelRequestedEventAttributes.InitiatedEventId);
                break;
            case EventType.RequestCancelExternalWorkflowExecutionFailed:
                _others.Remove(e.RequestCancelExternalWorkflowExecutionFailedEventAttributes.InitiatedEventId);
                break;
        }
    }
}
