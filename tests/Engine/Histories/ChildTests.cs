using Mdlc.Engine.Frontend.Calls;
using Temporalio.Api.Enums.V1;

namespace Mdlc.Engine.Tests.Histories;

public sealed class ChildTests : IDisposable
{
    private readonly EngineLoop _loop = new();

    public void Dispose() => _loop.Dispose();

    [Fact]
    public void Child_FirstTaskFollowsTheParentsRecord()
    {
        _loop.Start();

        _loop.Complete(_loop.PollWorkflow()!, Does.StartChild("child"));

        Assert.Equal([EventType.StartChildWorkflowExecutionInitiated, EventType.ChildWorkflowExecutionStarted, EventType.WorkflowTaskScheduled], _loop.Types().TakeLast(3));
        Assert.Equal([EventType.WorkflowExecutionStarted, EventType.WorkflowTaskScheduled], _loop.Types("child"));
    }

    [Fact]
    public void Child_InANamespaceThatIsBeingDeleted_Fails()
    {
        var doomed = Namespaces.Describe("doomed", "doomed-id");
        _ = _loop.Engine.Services.Namespaces.Put(doomed);
        _loop.Start();
        var task = _loop.PollWorkflow()!;
        var start = Does.StartChild("child");
#pragma warning disable CS0612 // Deprecated by Temporal, and still served.
        start.StartChildWorkflowExecutionCommandAttributes.Namespace = "doomed";
#pragma warning restore CS0612
        doomed.NamespaceInfo.State = NamespaceState.Deleted;

        _loop.Complete(task, start);

        var failed = Assert.Single(_loop.History(), e => e.EventType == EventType.StartChildWorkflowExecutionFailed);
        Assert.Equal(
            StartChildWorkflowExecutionFailedCause.NamespaceNotFound, failed.StartChildWorkflowExecutionFailedEventAttributes.Cause);
    }

    [Theory]
    [InlineData(ParentClosePolicy.Terminate, WorkflowExecutionStatus.Terminated, false)]
    [InlineData(ParentClosePolicy.Abandon, WorkflowExecutionStatus.Running, false)]
    [InlineData(ParentClosePolicy.RequestCancel, WorkflowExecutionStatus.Running, true)]
    public void ClosedParent_AppliesItsPolicy(ParentClosePolicy policy, WorkflowExecutionStatus status, bool cancelRequested)
    {
        _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!, Does.StartChild("child", policy));

        _loop.Complete(_loop.PollWorkflow()!, Does.CompleteWorkflow());

        Assert.Equal(status, _loop.State("child").Status);
        Assert.Equal(cancelRequested, _loop.State("child").CancelRequested);
    }

    [Fact]
    public void ChildThatContinuesAsNew_ReportsOnlyItsLastRun()
    {
        _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!, Does.StartChild("child"));
        _loop.Complete(_loop.PollWorkflow("children")!, Does.ContinueAsNew());
        Assert.DoesNotContain(EventType.ChildWorkflowExecutionCompleted, _loop.Types());

        _loop.Advance(TimeSpan.FromSeconds(1));
        _loop.Complete(_loop.PollWorkflow("children")!, Does.CompleteWorkflow());

        Assert.Single(_loop.Types(), type => type == EventType.ChildWorkflowExecutionCompleted);
    }

    [Fact]
    public void SignalToItself_FailsInHistory()
    {
        _loop.Start();

        _loop.Complete(_loop.PollWorkflow()!, Does.SignalExternal("workflow", "hello"));

        Assert.Contains(EventType.SignalExternalWorkflowExecutionFailed, _loop.Types());
    }

    [Fact]
    public void SignalBetweenWorkflows_ArrivesOnceEvenIfDeliveredTwice()
    {
        _loop.Start("target");
        _loop.Start();
        _loop.Complete(_loop.PollWorkflow()!);
        _loop.Complete(_loop.PollWorkflow()!, Does.SignalExternal("target", "hello"));

        Assert.Single(_loop.Types("target"), type => type == EventType.WorkflowExecutionSignaled);
        var runKey = _loop.Engine.Runs.Get("default", "workflow", "").Key;
        _loop.Engine.Deliveries.Deliver(new(99, (int)Engine.Histories.Transactions.OutboxKind.SignalExternal, runKey, 5));
        _loop.Pump();
        Assert.Single(_loop.Types("target"), type => type == EventType.WorkflowExecutionSignaled);
    }
}
