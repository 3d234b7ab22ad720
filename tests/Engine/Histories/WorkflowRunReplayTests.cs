using Google.Protobuf;
using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Storage;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace Mdlc.Engine.Tests.Histories;

public sealed class WorkflowRunReplayTests
{
    [Fact]
    public void Replay_WithABufferedClosure_DoesNotKeepTheActivityPending()
    {
        var run = new WorkflowRun(new RunHandle(new WorkflowHandle("default", "w"), 1, "run", "request"));
        var history = new History();
        history.Events.Add(Event(EventType.WorkflowExecutionStarted, 1, e => e.WorkflowExecutionStartedEventAttributes = new()));
        history.Events.Add(Event(EventType.ActivityTaskScheduled, 2, e => e.ActivityTaskScheduledEventAttributes = new() { ActivityId = "a", TaskQueue = new() }));
        history.Events.Add(Event(EventType.TimerStarted, 3, e => e.TimerStartedEventAttributes = new() { TimerId = "t" }));

        run.Replay(
        [
            new LogRecord(1, 1, RecordKind.Events, history.ToByteArray()),
            Buffered(2, Event(EventType.ActivityTaskCompleted, 0, e => e.ActivityTaskCompletedEventAttributes = new() { ScheduledEventId = 2 })),
            Buffered(3, Event(EventType.TimerFired, 0, e => e.TimerFiredEventAttributes = new() { TimerId = "t", StartedEventId = 3 })),
        ]);

        Assert.Equal(2, run.Buffered.Count);
        Assert.Empty(run.State.Activities);
        Assert.Empty(run.State.Timers);
    }

    private static LogRecord Buffered(long sequence, HistoryEvent e) => new(1, sequence, RecordKind.BufferedEvent, e.ToByteArray());

    private static HistoryEvent Event(EventType type, long id, Action<HistoryEvent> fill)
    {
        var e = new HistoryEvent { EventType = type, EventId = id, EventTime = new() };
        fill(e);
        return e;
    }
}
