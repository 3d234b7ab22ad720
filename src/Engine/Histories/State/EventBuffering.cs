namespace Mdlc.Engine.Histories.State;

/// <summary>Which events wait for the started workflow task to close, and in which order they then enter history.</summary>
internal static class EventBuffering
{
    /// <summary>True for what comes from outside; what the workflow's own commands or its close produce is written at once.</summary>
    public static bool IsBuffered(EventType type) => type switch
    {
        EventType.WorkflowExecutionStarted or EventType.WorkflowExecutionCompleted or EventType.WorkflowExecutionFailed
            or EventType.WorkflowExecutionTimedOut or EventType.WorkflowExecutionTerminated
            or EventType.WorkflowExecutionContinuedAsNew or EventType.WorkflowExecutionCanceled => false,
        EventType.WorkflowTaskScheduled or EventType.WorkflowTaskStarted or EventType.WorkflowTaskCompleted
            or EventType.WorkflowTaskFailed or EventType.WorkflowTaskTimedOut => false,
        EventType.ActivityTaskScheduled or EventType.ActivityTaskCancelRequested or EventType.TimerStarted or EventType.TimerCanceled
            or EventType.RequestCancelExternalWorkflowExecutionInitiated or EventType.MarkerRecorded
            or EventType.StartChildWorkflowExecutionInitiated or EventType.SignalExternalWorkflowExecutionInitiated
            or EventType.UpsertWorkflowSearchAttributes or EventType.WorkflowPropertiesModified
            or EventType.NexusOperationScheduled or EventType.NexusOperationCancelRequested => false,
        EventType.WorkflowExecutionUpdateAccepted or EventType.WorkflowExecutionUpdateCompleted => false,
        _ => true,
    };

    /// <summary>Closures of activities and children go last: a worker must have seen what came before them.</summary>
    public static IEnumerable<HistoryEvent> Order(IReadOnlyCollection<HistoryEvent> events) =>
        events.Where(e => !IsClosure(e.EventType)).Concat(events.Where(e => IsClosure(e.EventType)));

    /// <summary>Fills the id of the start into an event that closes what was started while both were buffered.</summary>
    public static void WireStart(HistoryEvent e, Dictionary<long, long> startedIds)
    {
        switch (e.EventType)
        {
            case EventType.ActivityTaskStarted:
                startedIds[e.ActivityTaskStartedEventAttributes.ScheduledEventId] = e.EventId;
                break;
            case EventType.ChildWorkflowExecutionStarted:
                startedIds[e.ChildWorkflowExecutionStartedEventAttributes.InitiatedEventId] = e.EventId;
                break;
            case EventType.ActivityTaskCompleted when startedIds.TryGetValue(e.ActivityTaskCompletedEventAttributes.ScheduledEventId, out var id):
                e.ActivityTaskCompletedEventAttributes.StartedEventId = id;
                break;
            case EventType.ActivityTaskFailed when startedIds.TryGetValue(e.ActivityTaskFailedEventAttributes.ScheduledEventId, out var id):
                e.ActivityTaskFailedEventAttributes.StartedEventId = id;
                break;
            case EventType.ActivityTaskTimedOut when startedIds.TryGetValue(e.ActivityTaskTimedOutEventAttributes.ScheduledEventId, out var id):
                e.ActivityTaskTimedOutEventAttributes.StartedEventId = id;
                break;
            case EventType.ActivityTaskCanceled when startedIds.TryGetValue(e.ActivityTaskCanceledEventAttributes.ScheduledEventId, out var id):
                e.ActivityTaskCanceledEventAttributes.StartedEventId = id;
                break;
            default:
                WireChildStart(e, startedIds);
                break;
        }
    }

    private static void WireChildStart(HistoryEvent e, Dictionary<long, long> startedIds)
    {
        switch (e.EventType)
        {
            case EventType.ChildWorkflowExecutionCompleted when startedIds.TryGetValue(e.ChildWorkflowExecutionCompletedEventAttributes.InitiatedEventId, out var id):
                e.ChildWorkflowExecutionCompletedEventAttributes.StartedEventId = id;
                break;
            case EventType.ChildWorkflowExecutionFailed when startedIds.TryGetValue(e.ChildWorkflowExecutionFailedEventAttributes.InitiatedEventId, out var id):
                e.ChildWorkflowExecutionFailedEventAttributes.StartedEventId = id;
                break;
            case EventType.ChildWorkflowExecutionCanceled when startedIds.TryGetValue(e.ChildWorkflowExecutionCanceledEventAttributes.InitiatedEventId, out var id):
                e.ChildWorkflowExecutionCanceledEventAttributes.StartedEventId = id;
                break;
            case EventType.ChildWorkflowExecutionTimedOut when startedIds.TryGetValue(e.ChildWorkflowExecutionTimedOutEventAttributes.InitiatedEventId, out var id):
                e.ChildWorkflowExecutionTimedOutEventAttributes.StartedEventId = id;
                break;
            case EventType.ChildWorkflowExecutionTerminated when startedIds.TryGetValue(e.ChildWorkflowExecutionTerminatedEventAttributes.InitiatedEventId, out var id):
                e.ChildWorkflowExecutionTerminatedEventAttributes.StartedEventId = id;
                break;
        }
    }

    private static bool IsClosure(EventType type) => type is
        EventType.ActivityTaskCompleted or EventType.ActivityTaskFailed or EventType.ActivityTaskTimedOut or EventType.ActivityTaskCanceled
        or EventType.ChildWorkflowExecutionCompleted or EventType.ChildWorkflowExecutionFailed or EventType.ChildWorkflowExecutionTimedOut
        or EventType.ChildWorkflowExecutionCanceled or EventType.ChildWorkflowExecutionTerminated
        or EventType.NexusOperationCompleted or EventType.NexusOperationFailed or EventType.NexusOperationCanceled
        or EventType.NexusOperationTimedOut;
}
