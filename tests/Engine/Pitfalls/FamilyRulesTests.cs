using Mdlc.Engine.Kernel;
using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;

namespace Mdlc.Engine.Tests.Pitfalls;

/// <summary>Children and other workflows: who is told what, and in which order.</summary>
public sealed class FamilyRulesTests : PitfallLoop
{
    [Fact]
    public void FirstTaskOfAChild_FollowsTheParentsRecordOfItsStart()
    {
        Loop.Start();
        var task = Loop.PollWorkflow()!;
        Loop.Engine.WorkflowTasks.Complete(new() { TaskToken = task.TaskToken, Commands = { Does.StartChild("child") } });
        Loop.Engine.Services.Journal.Flush();
        Assert.True(Loop.Engine.Outbox.TryRead(out var start));

        Loop.Engine.Deliveries.Deliver(start);

        Assert.Equal([EventType.WorkflowExecutionStarted], Loop.Types("child"));
        Assert.Contains(EventType.ChildWorkflowExecutionStarted, Loop.Types());
        Loop.Pump();
        Assert.Equal([EventType.WorkflowExecutionStarted, EventType.WorkflowTaskScheduled], Loop.Types("child"));
    }

    [Theory]
    [InlineData(ParentClosePolicy.Terminate)]
    [InlineData(ParentClosePolicy.Abandon)]
    public void ParentThatClosesFirst_NeverStartsItsChild(ParentClosePolicy policy)
    {
        Loop.Start();

        Loop.Complete(Loop.PollWorkflow()!, Does.StartChild("child", policy), Does.CompleteWorkflow());

        Assert.Throws<ServiceException>(() => Loop.History("child"));
    }

    [Fact]
    public void PolicyReachesTheRunThatTheChildContinuedAs()
    {
        Loop.Start();
        Loop.Complete(Loop.PollWorkflow()!, Does.StartChild("child"));
        Loop.Complete(Loop.PollWorkflow("children")!, Does.ContinueAsNew());

        Loop.Complete(Loop.PollWorkflow()!, Does.CompleteWorkflow());

        Assert.Equal(WorkflowExecutionStatus.Terminated, Loop.State("child").Status);
        Assert.Equal("by parent close policy", Single(EventType.WorkflowExecutionTerminated, "child").WorkflowExecutionTerminatedEventAttributes.Reason);
    }

    [Fact]
    public void IdInUse_FailsTheStartInHistory()
    {
        Loop.Start("child");
        Loop.Start();

        Loop.Complete(Loop.PollWorkflow()!);
        Loop.Complete(Loop.PollWorkflow()!, Does.StartChild("child"));

        Assert.Equal(
            StartChildWorkflowExecutionFailedCause.WorkflowAlreadyExists,
            Single(EventType.StartChildWorkflowExecutionFailed).StartChildWorkflowExecutionFailedEventAttributes.Cause);
    }

    [Fact]
    public void CancelOfAClosedWorkflow_IsDelivered_OfAnUnknownOneFails()
    {
        Loop.Start("closed");
        Loop.Complete(Loop.PollWorkflow()!, Does.CompleteWorkflow());
        Loop.Start();

        Loop.Complete(Loop.PollWorkflow()!, Cancel("closed"), Cancel("unknown"));

        Assert.Contains(EventType.ExternalWorkflowExecutionCancelRequested, Loop.Types());
        Assert.Equal(
            CancelExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound,
            Single(EventType.RequestCancelExternalWorkflowExecutionFailed).RequestCancelExternalWorkflowExecutionFailedEventAttributes.Cause);
    }

    private static Command Cancel(string workflowId) => new()
    {
        CommandType = CommandType.RequestCancelExternalWorkflowExecution,
        RequestCancelExternalWorkflowExecutionCommandAttributes = new() { WorkflowId = workflowId },
    };
}
