using Mdlc.Engine.Kernel;
using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Enums.V1;

namespace Mdlc.Engine.Tests.Pitfalls;

/// <summary>The order in which an answer to a workflow task is taken.</summary>
public sealed class WorkflowTaskAnswersTests : PitfallLoop
{
    [Fact]
    public void TokenOfATaskThatWasTakenBack_IsNotFound()
    {
        Loop.Start();
        var task = Loop.PollWorkflow()!;
        Loop.Engine.WorkflowTasks.Return(task.TaskToken);
        Loop.Pump();
        Loop.PollWorkflow();

        Assert.Equal("Workflow task not found.", Assert.Throws<ServiceException>(() => Loop.Complete(task)).Message);
    }

    [Fact]
    public async Task CommandsThenMessages_ThenRejectionOfWhatIsLeft()
    {
        Loop.Start();
        var (accepted, forgotten) = (Loop.Update("accepted"), Loop.Update("forgotten"));
        var task = Loop.PollWorkflow()!;
        var (accept, finish) = (Does.Accept("accepted"), Does.Finish("accepted"));

        Loop.Complete(
            task, r => r.Messages.AddRange([finish, accept]),
            Does.StartTimer("first", TimeSpan.FromHours(1)), Does.Place(accept), Does.StartTimer("second", TimeSpan.FromHours(1)));

        Assert.Equal(
            [
                EventType.WorkflowTaskCompleted, EventType.TimerStarted, EventType.WorkflowExecutionUpdateAccepted, EventType.TimerStarted,
                EventType.WorkflowExecutionUpdateCompleted,
            ],
            Loop.Types().Skip(3));
        Assert.NotNull((await accepted).Outcome.Success);
        Assert.Equal("UnprocessedUpdate", (await forgotten).Outcome.Failure.ApplicationFailureInfo.Type);
    }

    [Fact]
    public void NextTask_IsStartedInsideTheReply()
    {
        Loop.Start();
        var task = Loop.PollWorkflow()!;
        Loop.Signal("meanwhile");

        var next = Loop.Complete(task, r => r.ReturnNewWorkflowTask = true).WorkflowTask;

        var started = next.History.Events[^1].WorkflowTaskStartedEventAttributes;
        Assert.Equal("request-from-RespondWorkflowTaskCompleted", started.RequestId);
        Assert.Equal(4, next.History.Events[0].EventId);
        Assert.Null(Loop.PollWorkflow());
    }

    [Fact]
    public void NextTaskForUpdatesOnly_IsSpeculative()
    {
        Loop.Start();
        var task = Loop.PollWorkflow()!;
        _ = Loop.Update();

        var next = Loop.Complete(task, r => r.ReturnNewWorkflowTask = true).WorkflowTask;

        Assert.Single(next.Messages);
        Assert.Equal(EventType.WorkflowTaskCompleted, Loop.Types().Last());
        Assert.Equal([EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted], next.History.Events.TakeLast(2).Select(e => e.EventType));
    }

    [Fact]
    public void CancelOfAnActivityThatHasNotBegun_MakesANormalTask()
    {
        Loop.Start();
        Loop.Complete(Loop.PollWorkflow()!, Does.ScheduleActivity("a"));
        Loop.Signal("wake");

        Loop.Complete(Loop.PollWorkflow()!, new Temporalio.Api.Command.V1.Command
        {
            CommandType = CommandType.RequestCancelActivityTask,
            RequestCancelActivityTaskCommandAttributes = new() { ScheduledEventId = 5 },
        });

        Assert.Equal(
            [EventType.ActivityTaskCancelRequested, EventType.ActivityTaskCanceled, EventType.WorkflowTaskScheduled], Loop.Types().TakeLast(3));
    }
}
