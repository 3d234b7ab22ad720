using Mdlc.Engine.Kernel;
using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;

namespace Mdlc.Engine.Tests.Pitfalls;

/// <summary>What is too large or too much ends the workflow, or its task, with the reason that Temporal gives.</summary>
public sealed class SizeLimitsTests() : PitfallLoop(new EngineLimits
{
    BlobSizeError = 1000,
    MemoSizeError = 500,
    HistoryCountError = 20,
    HistoryCountSuggestContinueAsNew = 6,
    PendingSignals = 1,
    PendingCancels = 1,
    Signals = 3,
    ContinueAsNewMinInterval = TimeSpan.Zero,
})
{
    private static readonly string Large = new('x', 2000);

    public static TheoryData<Command, string> Oversized() => new()
    {
        {
            Does.ScheduleActivity("a", a => a.Input = Text(Large)),
            "BadScheduleActivityAttributes: ScheduleActivityTaskCommandAttributes.Input exceeds size limit."
        },
        {
            // Temporal gives the activities' cause here.
            new Command { CommandType = CommandType.CompleteWorkflowExecution, CompleteWorkflowExecutionCommandAttributes = new() { Result = Text(Large) } },
            "BadScheduleActivityAttributes: CompleteWorkflowExecutionCommandAttributes.Result exceeds size limit."
        },
        {
            Memo(Large),
            "BadModifyWorkflowPropertiesAttributes: ModifyWorkflowPropertiesCommandAttributes exceeds size limit."
        },
        {
            Memo(Large[..600]),
            "BadModifyWorkflowPropertiesAttributes: ModifyWorkflowPropertiesCommandAttributes. Memo exceeds size limit."
        },
    };

    [Theory]
    [MemberData(nameof(Oversized))]
    public void OversizedCommand_FailsTheTaskAndTerminates(Command command, string reason)
    {
        Loop.Start();
        var task = Loop.PollWorkflow()!;

        Assert.Equal(reason, Assert.Throws<ServiceException>(() => Loop.Complete(task, command)).Message);

        Assert.Equal([EventType.WorkflowTaskFailed, EventType.WorkflowExecutionTerminated], Loop.Types().TakeLast(2));
        Assert.Equal(reason, Loop.History()[^1].WorkflowExecutionTerminatedEventAttributes.Reason);
        Assert.Null(Loop.PollWorkflow());
    }

    [Fact]
    public void TooManyEvents_SuggestContinuingAndThenTerminate()
    {
        Loop.Start();
        Assert.False(Loop.PollWorkflow()!.History.Events[^1].WorkflowTaskStartedEventAttributes.SuggestContinueAsNew);
        Loop.Signal("one");
        Loop.Advance(TimeSpan.FromSeconds(10));
        var started = Loop.PollWorkflow()!.History.Events[^1].WorkflowTaskStartedEventAttributes;
        Assert.Equal([SuggestContinueAsNewReason.TooManyHistoryEvents], started.SuggestContinueAsNewReasons);

        Loop.Advance(TimeSpan.FromSeconds(10));
        Loop.Complete(Loop.PollWorkflow()!, [.. Enumerable.Range(0, 12).Select(i => Does.StartTimer($"t{i}", TimeSpan.FromHours(1)))]);

        Assert.Equal("Workflow history count exceeds limit.", Loop.History()[^1].WorkflowExecutionTerminatedEventAttributes.Reason);
    }

    [Fact]
    public void TooManyPendingSignals_FailTheTaskOnly()
    {
        Loop.Start();

        var refused = Assert.Throws<ServiceException>(() => Loop.Complete(
            Loop.PollWorkflow()!, Does.SignalExternal("other", "a"), Does.SignalExternal("other", "b")));

        Assert.Equal(
            "PendingSignalsLimitExceeded: the number of pending signals to external workflows, 1, has reached the per-workflow limit of 1", refused.Message);
        Assert.True(Loop.State().IsRunning);
    }

    [Fact]
    public void TooManySignals_AreRefused()
    {
        Loop.Start();
        Loop.Signal("one");
        Loop.Signal("two");
        Loop.Signal("three");

        Assert.Equal("exceeded workflow execution limit for signal events", Assert.Throws<ServiceException>(() => Loop.Signal("four")).Message);
    }

    [Fact]
    public void AnswerTooLargeForTheWire_Terminates()
    {
        Loop.Start();
        var task = Loop.PollWorkflow()!;

        Loop.Engine.WorkflowTasks.Fail(new() { TaskToken = task.TaskToken, Cause = WorkflowTaskFailedCause.GrpcMessageTooLarge });
        Loop.Pump();

        Assert.Equal("GrpcMessageTooLarge", Single(EventType.WorkflowExecutionTerminated).WorkflowExecutionTerminatedEventAttributes.Reason);
    }

    private static Temporalio.Api.Common.V1.Payloads Text(string text) => Engine.Kernel.PayloadValues.TextPayloads(text);

    private static Command Memo(string text) => new()
    {
        CommandType = CommandType.ModifyWorkflowProperties,
        ModifyWorkflowPropertiesCommandAttributes = new() { UpsertedMemo = new() { Fields = { ["m"] = Text(text).Payloads_[0] } } },
    };
}
