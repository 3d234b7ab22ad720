using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace Mdlc.Engine.Tests.Histories;

/// <summary>What holds of every history, whatever happened while it was written.</summary>
internal static class SoundHistory
{
    public static void Check(IReadOnlyList<HistoryEvent> events, string name)
    {
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long)i), events.Select(e => e.EventId));
        Assert.All(events.Zip(events.Skip(1)), pair => Assert.True(
            pair.First.EventType != EventType.WorkflowTaskStarted || EndsWorkflowTask(pair.Second.EventType),
            $"{name}: {pair.Second.EventType} follows the start of a workflow task"));
        CheckActivities(events);
        CheckTimers(events);
        Once(events, EventType.TimerFired, e => e.TimerFiredEventAttributes.StartedEventId);
        Once(events, EventType.ChildWorkflowExecutionStarted, e => e.ChildWorkflowExecutionStartedEventAttributes.InitiatedEventId);
        Once(events, EventType.ChildWorkflowExecutionCompleted, e => e.ChildWorkflowExecutionCompletedEventAttributes.InitiatedEventId);
        Once(events, EventType.ExternalWorkflowExecutionSignaled, e => e.ExternalWorkflowExecutionSignaledEventAttributes.InitiatedEventId);
        CheckUpdates(events);
        Assert.Distinct(events.Where(e => e.EventType == EventType.WorkflowExecutionSignaled)
            .Select(e => e.WorkflowExecutionSignaledEventAttributes.RequestId).Where(id => id.Length > 0));
    }

    private static bool EndsWorkflowTask(EventType type) =>
        type is EventType.WorkflowTaskCompleted or EventType.WorkflowTaskFailed or EventType.WorkflowTaskTimedOut;

    /// <summary>No timer is early, whatever the clock did meanwhile.</summary>
    private static void CheckTimers(IReadOnlyList<HistoryEvent> events) => Assert.All(
        events.Where(e => e.EventType == EventType.TimerFired),
        fired =>
        {
            var started = events[(int)fired.TimerFiredEventAttributes.StartedEventId - 1];
            var due = started.EventTime.ToDateTime() + started.TimerStartedEventAttributes.StartToFireTimeout.ToTimeSpan();
            Assert.True(fired.EventTime.ToDateTime() >= due, $"the timer of event {started.EventId} was due at {due:O} and fired at {fired.EventTime}");
        });

    private static void CheckActivities(IReadOnlyList<HistoryEvent> events)
    {
        Once(events, EventType.ActivityTaskCompleted, e => e.ActivityTaskCompletedEventAttributes.ScheduledEventId);
        foreach (var completed in events.Where(e => e.EventType == EventType.ActivityTaskCompleted).Select(e => e.ActivityTaskCompletedEventAttributes))
        {
            Assert.Equal(EventType.ActivityTaskScheduled, events[(int)completed.ScheduledEventId - 1].EventType);
            Assert.Equal(EventType.ActivityTaskStarted, events[(int)completed.StartedEventId - 1].EventType);
        }
    }

    /// <summary>An update is accepted once and completed at most once, in that order.</summary>
    private static void CheckUpdates(IReadOnlyList<HistoryEvent> events)
    {
        Once(events, EventType.WorkflowExecutionUpdateAccepted, e => e.WorkflowExecutionUpdateAcceptedEventAttributes.ProtocolInstanceId);
        Once(events, EventType.WorkflowExecutionUpdateCompleted, e => e.WorkflowExecutionUpdateCompletedEventAttributes.Meta.UpdateId);
        Assert.All(
            events.Where(e => e.EventType == EventType.WorkflowExecutionUpdateCompleted).Select(e => e.WorkflowExecutionUpdateCompletedEventAttributes),
            update => Assert.Equal(
                update.Meta.UpdateId, events[(int)update.AcceptedEventId - 1].WorkflowExecutionUpdateAcceptedEventAttributes.ProtocolInstanceId));
    }

    private static void Once<T>(IReadOnlyList<HistoryEvent> events, EventType type, Func<HistoryEvent, T> of) =>
        Assert.Distinct(events.Where(e => e.EventType == type).Select(of));
}
