using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Tests.Pitfalls;

/// <summary>The first workflow task in the answer to a start: it is nobody else's, and not lost with the answer.</summary>
public sealed class EagerStartsTests : PitfallLoop
{
    [Fact]
    public void EagerTask_IsNotInTheQueue()
    {
        var started = Start();

        Assert.Equal(3, started.EagerWorkflowTask.History.Events.Count);
        Assert.Null(Loop.PollWorkflow());

        Loop.Complete(started.EagerWorkflowTask, Does.CompleteWorkflow());
        Assert.Equal(EventType.WorkflowExecutionCompleted, Loop.Types().Last());
    }

    [Fact]
    public void UndeliveredAnswer_GivesTheTaskToTheQueue()
    {
        var started = Start();

        Loop.Engine.WorkflowTasks.Return(started.EagerWorkflowTask.TaskToken);
        Loop.Pump();

        Assert.Equal([EventType.WorkflowExecutionStarted, EventType.WorkflowTaskScheduled], Loop.Types());
        Assert.Equal(1, Loop.PollWorkflow()!.Attempt);
    }

    [Fact]
    public void OneOfTwoAnswersUndelivered_LeavesTheTaskToTheOther()
    {
        var lost = Start();
        var repeated = Start();

        Loop.Engine.WorkflowTasks.Return(lost.EagerWorkflowTask.TaskToken);
        Loop.Pump();

        Assert.Null(Loop.PollWorkflow());
        Loop.Complete(repeated.EagerWorkflowTask, Does.CompleteWorkflow());

        Assert.Equal(EventType.WorkflowExecutionCompleted, Loop.Types().Last());
    }

    [Fact]
    public void BothAnswersUndelivered_GiveTheTaskToTheQueue()
    {
        var lost = Start();
        var lostToo = Start();

        Loop.Engine.WorkflowTasks.Return(lost.EagerWorkflowTask.TaskToken);
        Loop.Engine.WorkflowTasks.Return(lostToo.EagerWorkflowTask.TaskToken);
        Loop.Pump();

        Assert.NotNull(Loop.PollWorkflow());
    }

    [Fact]
    public void SwitchedOff_LeavesTheTaskToTheQueue()
    {
        using var loop = new EngineLoop(limits: new() { EagerWorkflowStart = false });

        loop.Start(configure: r => r.RequestEagerExecution = true);

        Assert.False(loop.History()[0].WorkflowExecutionStartedEventAttributes.EagerExecutionAccepted);
        Assert.NotNull(loop.PollWorkflow());
    }

    [Fact]
    public void WorkerThatNeverAnswers_IsTimedOut()
    {
        Start();

        Loop.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(2, Loop.PollWorkflow()!.Attempt);
        Assert.Contains(EventType.WorkflowTaskTimedOut, Loop.Types());
    }

    private StartWorkflowExecutionResponse Start()
    {
        var (response, _) = Loop.Engine.Starts.Start(new()
        {
            Namespace = "default",
            WorkflowId = "workflow",
            WorkflowType = new() { Name = "Workflow" },
            TaskQueue = new() { Name = EngineLoop.Queue },
            RequestId = "request",
            RequestEagerExecution = true,
        });
        Loop.Pump();
        return response;
    }
}
