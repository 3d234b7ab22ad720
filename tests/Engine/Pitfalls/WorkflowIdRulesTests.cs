using Mdlc.Engine.Kernel;
using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Tests.Pitfalls;

/// <summary>Workflow ids: what a second start does, request ids, signal-with-start, start delays.</summary>
public sealed class WorkflowIdRulesTests : PitfallLoop
{
    [Fact]
    public void SameRequest_IsTheSameRun()
    {
        var first = Loop.Start(configure: r => r.RequestId = "same");

        Assert.Equal(first, Loop.Start(configure: r => r.RequestId = "same"));
        Assert.Equal(2, Loop.History().Count);
    }

    [Fact]
    public void TerminateExisting_IsOneCommitWithTheServersReason()
    {
        var first = Loop.Start();

        var second = Loop.Start(configure: r => r.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.TerminateExisting);

        var terminated = Single(EventType.WorkflowExecutionTerminated, runId: first).WorkflowExecutionTerminatedEventAttributes;
        Assert.Equal(("TerminateIfRunning WorkflowIdReusePolicy", "history-service"), (terminated.Reason, terminated.Identity));
        Assert.Contains(second, terminated.Details.Payloads_[0].Data.ToStringUtf8(), StringComparison.Ordinal);
    }

    [Fact]
    public void SignalWithStart_SignalStandsBeforeTheTask()
    {
        SignalWithStart();

        Assert.Equal([EventType.WorkflowExecutionStarted, EventType.WorkflowExecutionSignaled, EventType.WorkflowTaskScheduled], Loop.Types());
    }

    [Fact]
    public void StartDelay_IsKeptBySignalsAndSkippedByASecondSignalWithStart()
    {
        SignalWithStart(r => r.WorkflowStartDelay = Seconds(60));
        Loop.Signal("plain");
        Assert.DoesNotContain(EventType.WorkflowTaskScheduled, Loop.Types());

        SignalWithStart(r => r.WorkflowStartDelay = Seconds(60));

        Assert.Contains(EventType.WorkflowTaskScheduled, Loop.Types());
    }

    [Fact]
    public void SignalsAndCancelsOfOneRequest_HappenOnce()
    {
        Loop.Start();
        Loop.Signal("s", requestId: "one");
        Loop.Signal("s", requestId: "one");
        for (var i = 0; i < 2; i++)
        {
            Loop.Engine.Signals.RequestCancel(new() { Namespace = "default", WorkflowExecution = new() { WorkflowId = "workflow" }, RequestId = "two" });
        }

        Loop.Pump();
        Assert.Single(Loop.Types(), type => type == EventType.WorkflowExecutionSignaled);
        Assert.Single(Loop.Types(), type => type == EventType.WorkflowExecutionCancelRequested);
    }

    [Fact]
    public void WhileClosingIsTriedAgain_NewSignalsWait()
    {
        Loop.Start();
        var task = Loop.PollWorkflow()!;
        Loop.Signal("first");
        Assert.Throws<ServiceException>(() => Loop.Complete(task, Does.CompleteWorkflow()));
        var again = Loop.PollWorkflow()!;

        var refused = Assert.Throws<ServiceException>(() => Loop.Signal("second"));

        Assert.Equal(Grpc.Core.StatusCode.ResourceExhausted, refused.Code);
        Assert.EndsWith("workflow is closing", refused.Message, StringComparison.Ordinal);
        Loop.Complete(again, Does.CompleteWorkflow());
        Assert.Equal(WorkflowExecutionStatus.Completed, Loop.State().Status);
    }

    private void SignalWithStart(Action<SignalWithStartWorkflowExecutionRequest>? configure = null)
    {
        var request = new SignalWithStartWorkflowExecutionRequest
        {
            Namespace = "default",
            WorkflowId = "workflow",
            WorkflowType = new() { Name = "Workflow" },
            TaskQueue = new() { Name = EngineLoop.Queue },
            SignalName = "s",
            RequestId = Loop.Engine.Services.NewId(),
        };
        configure?.Invoke(request);
        Loop.Engine.Starts.SignalWithStart(request);
        Loop.Pump();
    }
}
