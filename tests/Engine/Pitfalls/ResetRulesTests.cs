using Mdlc.Engine.Kernel;
using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Tests.Pitfalls;

/// <summary>Reset: where to, what the new run begins with, what happens in it again.</summary>
public sealed class ResetRulesTests : PitfallLoop
{
    [Theory]
    [InlineData(1, "Workflow task finish ID must be > 1 && <= workflow last event ID.")]
    [InlineData(6, "Workflow task finish ID must be > 1 && <= workflow last event ID.")]
    [InlineData(2, "StateRebuilder unable to Rebuild mutable state to event ID: 1, version: 0, this event must be at the boundary")]
    public void FinishId_MustBeThatOfATask(long finishEventId, string message)
    {
        Loop.Start();
        Loop.Complete(Loop.PollWorkflow()!, Does.StartTimer("t", TimeSpan.FromHours(1)));

        var refused = Assert.Throws<ServiceException>(() => Reset(finishEventId));

        Assert.Equal((Grpc.Core.StatusCode.InvalidArgument, message), (refused.Code, refused.Message));
        Assert.Equal(5, Loop.History().Count);
    }

    [Fact]
    public void NewRun_BeginsWithTheCopyAndTheFailedTask()
    {
        var first = Loop.Start();
        Loop.Complete(Loop.PollWorkflow()!, Does.StartTimer("t", TimeSpan.FromHours(1)));

        var second = Reset(4);

        Assert.Equal(
            [
                EventType.WorkflowExecutionStarted, EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted, EventType.WorkflowTaskFailed,
                EventType.WorkflowTaskScheduled,
            ],
            Loop.Types());
        var failed = Single(EventType.WorkflowTaskFailed).WorkflowTaskFailedEventAttributes;
        Assert.Equal((WorkflowTaskFailedCause.ResetWorkflow, first, second, "again"), (failed.Cause, failed.BaseRunId, failed.NewRunId, failed.Failure.Message));
        var ended = Single(EventType.WorkflowExecutionTerminated, runId: first).WorkflowExecutionTerminatedEventAttributes;
        Assert.Equal(("again", "history-resetter"), (ended.Reason, ended.Identity));
        Assert.Equal(1, Loop.PollWorkflow()!.Attempt);
    }

    [Fact]
    public void SignalsHappenAgainAcrossSuccessors_CancelRequestsDoNot()
    {
        var first = Loop.Start();
        Loop.Complete(Loop.PollWorkflow()!);
        Loop.Signal("to the first");
        Loop.Complete(Loop.PollWorkflow()!, Does.ContinueAsNew());
        Loop.Advance(TimeSpan.FromSeconds(1));
        Loop.Signal("to the second");
        Loop.Engine.Signals.RequestCancel(new() { Namespace = "default", WorkflowExecution = new() { WorkflowId = "workflow" } });
        Loop.Pump();

        Reset(4, first);

        Assert.Equal(["to the first", "to the second"], Signals());
        Assert.False(Loop.State().CancelRequested);
    }

    [Fact]
    public void ExcludedSignals_DoNotHappenAgain()
    {
        Loop.Start();
        Loop.Complete(Loop.PollWorkflow()!);
        Loop.Signal("s");

        Reset(4, configure: r => r.ResetReapplyExcludeTypes.Add(ResetReapplyExcludeType.Signal));

        Assert.Empty(Signals());
    }

    [Fact]
    public void PendingActivity_IsHandedOutAgainWithItsTimesAnew()
    {
        Loop.Start();
        Loop.Complete(Loop.PollWorkflow()!, Does.ScheduleActivity("a", a => a.ScheduleToStartTimeout = Seconds(100)));
        var old = Loop.PollActivity()!;
        Loop.Signal("s");
        Loop.Complete(Loop.PollWorkflow()!);
        Loop.Advance(TimeSpan.FromSeconds(5));

        Reset(8);

        Assert.Throws<ServiceException>(() => Loop.CompleteActivity(old.TaskToken));
        Loop.Advance(TimeSpan.FromSeconds(99));
        Loop.CompleteActivity(Loop.PollActivity()!.TaskToken);
        Assert.Contains(EventType.ActivityTaskCompleted, Loop.Types());
    }

    private IEnumerable<string> Signals() => Loop.History()
        .Where(e => e.EventType == EventType.WorkflowExecutionSignaled).Select(e => e.WorkflowExecutionSignaledEventAttributes.SignalName);

    private string Reset(long finishEventId, string runId = "", Action<ResetWorkflowExecutionRequest>? configure = null)
    {
        var request = new ResetWorkflowExecutionRequest
        {
            Namespace = "default",
            WorkflowExecution = new() { WorkflowId = "workflow", RunId = runId },
            WorkflowTaskFinishEventId = finishEventId,
            Reason = "again",
            RequestId = Loop.Engine.Services.NewId(),
        };
        configure?.Invoke(request);
        var (fresh, _) = Loop.Engine.Resets.Reset(request);
        Loop.Pump();
        return fresh;
    }
}
