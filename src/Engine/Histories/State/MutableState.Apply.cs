using Google.Protobuf.Collections;
using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Histories.State;

internal sealed partial class MutableState
{
    /// <summary>Takes an event into the state. A buffered event is applied when it comes, with id 0; <see cref="Wire"/> follows when it gets its id.</summary>
    public void Apply(HistoryEvent e)
    {
        switch (e.EventType)
        {
            case EventType.WorkflowExecutionStarted:
                ApplyStarted(e);
                break;
            case EventType.WorkflowTaskScheduled or EventType.WorkflowTaskStarted or EventType.WorkflowTaskCompleted
                or EventType.WorkflowTaskFailed or EventType.WorkflowTaskTimedOut:
                ApplyWorkflowTask(e);
                break;
            case EventType.ActivityTaskScheduled or EventType.ActivityTaskCancelRequested or EventType.ActivityTaskCompleted
                or EventType.ActivityTaskFailed or EventType.ActivityTaskTimedOut or EventType.ActivityTaskCanceled:
                ApplyActivity(e);
                break;
            case EventType.TimerStarted:
                var timer = e.TimerStartedEventAttributes;
                Timers[timer.TimerId] = new PendingTimer(
                    timer.TimerId, e.EventId, e.EventTime.ToDateTime().AddClamped(timer.StartToFireTimeout.OrZero()));
                break;
            case EventType.TimerFired:
                Timers.Remove(e.TimerFiredEventAttributes.TimerId);
                break;
            case EventType.TimerCanceled:
                Timers.Remove(e.TimerCanceledEventAttributes.TimerId);
                break;
            case EventType.UpsertWorkflowSearchAttributes:
                Merge(SearchAttributes, e.UpsertWorkflowSearchAttributesEventAttributes.SearchAttributes?.IndexedFields);
                break;
            case EventType.WorkflowPropertiesModified:
                Merge(Memo, e.WorkflowPropertiesModifiedEventAttributes.UpsertedMemo?.Fields);
                break;
            case EventType.WorkflowExecutionCancelRequested:
                CancelRequested = true;
                break;
            case EventType.WorkflowExecutionSignaled:
                SignalCount++;
                break;
            case EventType.WorkflowExecutionOptionsUpdated:
                ApplyOptions(e);
                break;
            case EventType.WorkflowExecutionPaused or EventType.WorkflowExecutionUnpaused:
                Pause = e.EventType == EventType.WorkflowExecutionPaused ? e : null;
                break;
            case EventType.WorkflowExecutionTimeSkippingTransitioned:
                Skipping?.Apply(e.WorkflowExecutionTimeSkippingTransitionedEventAttributes, e.EventTime.ToDateTime());
                break;
            case EventType.WorkflowExecutionUpdateAdmitted or EventType.WorkflowExecutionUpdateAccepted or EventType.WorkflowExecutionUpdateCompleted:
                ApplyUpdate(e);
                break;
            case EventType.WorkflowExecutionCompleted or EventType.WorkflowExecutionFailed or EventType.WorkflowExecutionTimedOut
                or EventType.WorkflowExecutionCanceled or EventType.WorkflowExecutionTerminated or EventType.WorkflowExecutionContinuedAsNew:
                ApplyClosed(e);
                break;
            default:
                ApplyOtherWorkflow(e);
                break;
        }
    }

    /// <summary>Called when a buffered event has got its id, for what refers to that id.</summary>
    public void Wire(HistoryEvent e)
    {
        switch (e.EventType)
        {
            case EventType.ChildWorkflowExecutionStarted
                when Children.TryGetValue(e.ChildWorkflowExecutionStartedEventAttributes.InitiatedEventId, out var child):
                child.StartedEventId = e.EventId;
                break;
            case EventType.WorkflowExecutionOptionsUpdated:
                Attach(e.WorkflowExecutionOptionsUpdatedEventAttributes.AttachedRequestId, e);
                break;
            case EventType.WorkflowExecutionUpdateAdmitted:
                ApplyUpdate(e);
                break;
        }
    }

    private static void Merge(Dictionary<string, Payload> into, MapField<string, Payload>? fields)
    {
        foreach (var (name, value) in fields ?? [])
        {
            if (PayloadValues.IsNull(value))
            {
                into.Remove(name);
            }
            else
            {
                into[name] = value;
            }
        }
    }

    private void ApplyStarted(HistoryEvent e)
    {
        Started = e.WorkflowExecutionStartedEventAttributes;
        UserMetadata = e.UserMetadata;
        StartTime = e.EventTime.ToDateTime();
        FirstTaskTime = StartTime.AddClamped(Started.FirstWorkflowTaskBackoff.OrZero());
        ExecutionExpiration = Started.WorkflowExecutionExpirationTime?.ToDateTime();
        Merge(Memo, Started.Memo?.Fields);
        Merge(SearchAttributes, Started.SearchAttributes?.IndexedFields);
        Priority = Started.Priority;
        Skipping = RunSkipping.Of(Started, StartTime);
        StartVersioning();
        ResetPoints.AddRange(Started.PrevAutoResetPoints?.Points ?? []);
    }

    private void ApplyWorkflowTask(HistoryEvent e)
    {
        switch (e.EventType)
        {
            case EventType.WorkflowTaskScheduled:
                var scheduled = e.WorkflowTaskScheduledEventAttributes;
                TaskAttempt = scheduled.Attempt;
                Task = new WorkflowTask
                {
                    ScheduledEventId = e.EventId,
                    Attempt = scheduled.Attempt,
                    ScheduledTime = e.EventTime.ToDateTime(),
                    OriginalScheduledTime = e.EventTime.ToDateTime(),
                    StartToCloseTimeout = scheduled.StartToCloseTimeout.OrZero(),
                };
                break;
            case EventType.WorkflowTaskStarted when Task is not null:
                Task.StartedEventId = e.EventId;
                Task.StartedTime = e.EventTime.ToDateTime();
                break;
            case EventType.WorkflowTaskCompleted:
                PreviousStartedEventId = e.WorkflowTaskCompletedEventAttributes.StartedEventId;
                LastWorkerVersion = e.WorkflowTaskCompletedEventAttributes.WorkerVersion ?? LastWorkerVersion;
                CompleteVersioning(e.WorkflowTaskCompletedEventAttributes);
                NoteWorker(e);
                Task = null;
                TaskAttempt = 1;
                TaskProblems = 0;
                ReportedProblems = [];
                CloseAttempted = false;
                break;
            case EventType.WorkflowTaskFailed or EventType.WorkflowTaskTimedOut:
                // Which attempt follows depends on the queue it failed on, which history does not show: the owner sets it.
                Task = null;
                TaskAttempt = e.WorkflowTaskTimedOutEventAttributes?.TimeoutType == TimeoutType.ScheduleToStart ? 1 : TaskAttempt + 1;
                LastTaskProblem = e.WorkflowTaskFailedEventAttributes is { } failed
                    ? ["category=WorkflowTaskFailed", $"cause=WorkflowTaskFailedCause{failed.Cause}"]
                    : ["category=WorkflowTaskTimedOut", $"cause=WorkflowTaskTimedOutCause{e.WorkflowTaskTimedOutEventAttributes!.TimeoutType}"];
                CloseAttempted = false;
                if (e.WorkflowTaskFailedEventAttributes?.Cause == WorkflowTaskFailedCause.ResetWorkflow)
                {
                    ApplyReset(e.EventTime.ToDateTime());
                }

                break;
        }
    }

    private void ApplyActivity(HistoryEvent e)
    {
        switch (e.EventType)
        {
            case EventType.ActivityTaskScheduled:
                Activities[e.EventId] = new PendingActivity
                {
                    ScheduledEventId = e.EventId,
                    Scheduled = e.ActivityTaskScheduledEventAttributes,
                    UserMetadata = e.UserMetadata,
                    Options = PendingActivity.OptionsOf(e.ActivityTaskScheduledEventAttributes),
                    FirstScheduledTime = e.EventTime.ToDateTime(),
                    AttemptScheduledTime = e.EventTime.ToDateTime(),
                };
                break;
            case EventType.ActivityTaskCancelRequested:
                if (Activities.TryGetValue(e.ActivityTaskCancelRequestedEventAttributes.ScheduledEventId, out var activity))
                {
                    activity.CancelRequestedEventId = e.EventId;
                }

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
        }
    }

    private void ApplyOtherWorkflow(HistoryEvent e)
    {
        switch (e.EventType)
        {
            case EventType.StartChildWorkflowExecutionInitiated:
                Children[e.EventId] = new PendingChild
                {
                    InitiatedEventId = e.EventId,
                    Initiated = e.StartChildWorkflowExecutionInitiatedEventAttributes,
                    UserMetadata = e.UserMetadata,
                };
                break;
            case EventType.StartChildWorkflowExecutionFailed:
                Children.Remove(e.StartChildWorkflowExecutionFailedEventAttributes.InitiatedEventId);
                break;
            case EventType.ChildWorkflowExecutionStarted:
                if (Children.TryGetValue(e.ChildWorkflowExecutionStartedEventAttributes.InitiatedEventId, out var child))
                {
                    child.RunId = e.ChildWorkflowExecutionStartedEventAttributes.WorkflowExecution.RunId;
                    child.StartedEventId = e.EventId;
                }

                break;
            case EventType.ChildWorkflowExecutionCompleted:
                Children.Remove(e.ChildWorkflowExecutionCompletedEventAttributes.InitiatedEventId);
                break;
            case EventType.ChildWorkflowExecutionFailed:
                Children.Remove(e.ChildWorkflowExecutionFailedEventAttributes.InitiatedEventId);
                break;
            case EventType.ChildWorkflowExecutionCanceled:
                Children.Remove(e.ChildWorkflowExecutionCanceledEventAttributes.InitiatedEventId);
                break;
            case EventType.ChildWorkflowExecutionTimedOut:
                Children.Remove(e.ChildWorkflowExecutionTimedOutEventAttributes.InitiatedEventId);
                break;
            case EventType.ChildWorkflowExecutionTerminated:
                Children.Remove(e.ChildWorkflowExecutionTerminatedEventAttributes.InitiatedEventId);
                break;
            case EventType.SignalExternalWorkflowExecutionInitiated:
                ExternalSignals[e.EventId] = new PendingExternal(e.EventId, e);
                break;
            case EventType.SignalExternalWorkflowExecutionFailed:
                ExternalSignals.Remove(e.SignalExternalWorkflowExecutionFailedEventAttributes.InitiatedEventId);
                break;
            case EventType.ExternalWorkflowExecutionSignaled:
                ExternalSignals.Remove(e.ExternalWorkflowExecutionSignaledEventAttributes.InitiatedEventId);
                break;
            case EventType.NexusOperationScheduled:
                Operations[e.EventId] = new PendingExternal(e.EventId, e);
                break;
            case EventType.NexusOperationCompleted:
                Operations.Remove(e.NexusOperationCompletedEventAttributes.ScheduledEventId);
                break;
            case EventType.NexusOperationFailed:
                Operations.Remove(e.NexusOperationFailedEventAttributes.ScheduledEventId);
                break;
            case EventType.RequestCancelExternalWorkflowExecutionInitiated:
                ExternalCancels[e.EventId] = new PendingExternal(e.EventId, e);
                break;
            case EventType.RequestCancelExternalWorkflowExecutionFailed:
                ExternalCancels.Remove(e.RequestCancelExternalWorkflowExecutionFailedEventAttributes.InitiatedEventId);
                break;
            case EventType.ExternalWorkflowExecutionCancelRequested:
                ExternalCancels.Remove(e.ExternalWorkflowExecutionCancelRequestedEventAttributes.InitiatedEventId);
                break;
        }
    }

    private void ApplyClosed(HistoryEvent e)
    {
        Status = e.EventType switch
        {
            EventType.WorkflowExecutionCompleted => WorkflowExecutionStatus.Completed,
            EventType.WorkflowExecutionFailed => WorkflowExecutionStatus.Failed,
            EventType.WorkflowExecutionTimedOut => WorkflowExecutionStatus.TimedOut,
            EventType.WorkflowExecutionCanceled => WorkflowExecutionStatus.Canceled,
            EventType.WorkflowExecutionTerminated => WorkflowExecutionStatus.Terminated,
            _ => WorkflowExecutionStatus.ContinuedAsNew,
        };
        CloseTime = e.EventTime.ToDateTime();
        CloseEvent = e;
        Task = null;
    }
}
