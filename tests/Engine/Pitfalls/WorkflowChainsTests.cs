using Mdlc.Engine.Kernel;
using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Enums.V1;

namespace Mdlc.Engine.Tests.Pitfalls;

/// <summary>Timeouts, retries and cron of workflows: what each run of a chain is told, and what the chain shares.</summary>
public sealed class WorkflowChainsTests : PitfallLoop
{
    public WorkflowChainsTests()
        : base(new EngineLimits())
    {
    }

    [Fact]
    public void ExecutionTimeout_SpansTheChain()
    {
        var first = Loop.Start(configure: r => r.WorkflowExecutionTimeout = Seconds(60));
        Loop.Advance(TimeSpan.FromSeconds(40));
        Loop.Complete(Loop.PollWorkflow()!, Does.ContinueAsNew());
        Assert.NotEqual(first, Loop.State().RunId);

        Loop.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(WorkflowExecutionStatus.TimedOut, Loop.State().Status);
        Assert.Equal("", Single(EventType.WorkflowExecutionTimedOut).WorkflowExecutionTimedOutEventAttributes.NewExecutionRunId);
    }

    [Fact]
    public void RunTimeoutWithAPolicy_IsFollowedByAnotherRun()
    {
        var first = Loop.Start(configure: r => (r.WorkflowRunTimeout, r.RetryPolicy) = (Seconds(10), new() { MaximumAttempts = 2 }));

        Loop.Advance(TimeSpan.FromSeconds(10));

        var timedOut = Single(EventType.WorkflowExecutionTimedOut, runId: first).WorkflowExecutionTimedOutEventAttributes;
        Assert.Equal((RetryState.InProgress, Loop.State().RunId), (timedOut.RetryState, timedOut.NewExecutionRunId));
        Assert.Equal((2, first, first), (Loop.State().Started.Attempt, Loop.State().Started.ContinuedExecutionRunId, Loop.State().Started.FirstExecutionRunId));
        Assert.Equal(ContinueAsNewInitiator.Retry, Loop.State().Started.Initiator);
        Loop.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(
            RetryState.MaximumAttemptsReached, Single(EventType.WorkflowExecutionTimedOut).WorkflowExecutionTimedOutEventAttributes.RetryState);
    }

    [Fact]
    public void Cron_CompletesIntoANewRunThatWaits()
    {
        var first = Loop.Start(configure: r => r.CronSchedule = "0 * * * *");
        Assert.Null(Loop.PollWorkflow());
        Loop.Advance(TimeSpan.FromHours(1));

        Loop.Complete(Loop.PollWorkflow()!, Does.CompleteWorkflow());

        var next = Loop.State().Started;
        Assert.Equal(Loop.State().RunId, Single(EventType.WorkflowExecutionCompleted, runId: first).WorkflowExecutionCompletedEventAttributes.NewExecutionRunId);
        Assert.Equal((ContinueAsNewInitiator.CronSchedule, 1, Seconds(3600)), (next.Initiator, next.Attempt, next.FirstWorkflowTaskBackoff));
        Assert.Equal([EventType.WorkflowExecutionStarted], Loop.Types());
    }

    [Fact]
    public void FailedCron_IsRetriedFirstAndThenComesAgain()
    {
        Loop.Start(configure: r => (r.CronSchedule, r.RetryPolicy) = ("0 * * * *", new() { MaximumAttempts = 2 }));
        Loop.Advance(TimeSpan.FromHours(1));
        Loop.Complete(Loop.PollWorkflow()!, FailWorkflow());
        Assert.Equal((ContinueAsNewInitiator.Retry, 2), (Loop.State().Started.Initiator, Loop.State().Started.Attempt));

        Loop.Advance(TimeSpan.FromSeconds(1));
        Loop.Complete(Loop.PollWorkflow()!, FailWorkflow());

        Assert.Equal((ContinueAsNewInitiator.CronSchedule, 1), (Loop.State().Started.Initiator, Loop.State().Started.Attempt));
        Assert.Equal("broken", Loop.State().Started.ContinuedFailure.Message);
    }

    [Fact]
    public void SignalDuringTheBackoff_StartsNoTask()
    {
        Loop.Start(configure: r => r.CronSchedule = "0 * * * *");

        Loop.Signal("s");

        Assert.Equal([EventType.WorkflowExecutionStarted, EventType.WorkflowExecutionSignaled], Loop.Types());
        Loop.Advance(TimeSpan.FromHours(1));
        Assert.NotNull(Loop.PollWorkflow());
    }

    [Fact]
    public void ContinuedAsNewTooFast_WaitsForTheRestOfTheSecond()
    {
        Loop.Start();
        Loop.Time.Advance(TimeSpan.FromMilliseconds(400));

        Loop.Complete(Loop.PollWorkflow()!, Does.ContinueAsNew());

        Assert.Equal(Seconds(0.6), Loop.State().Started.FirstWorkflowTaskBackoff);
        Assert.Null(Loop.PollWorkflow());
        Loop.Advance(TimeSpan.FromMilliseconds(600));
        Assert.NotNull(Loop.PollWorkflow());
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(90, 90)]
    [InlineData(500, 120)]
    public void TaskTimeout_IsTenSecondsAndAtMostTwoMinutes(int asked, int granted)
    {
        Loop.Start(configure: r => r.WorkflowTaskTimeout = Seconds(asked));

        Assert.Equal(Seconds(granted), Loop.State().Started.WorkflowTaskTimeout);
    }
}
