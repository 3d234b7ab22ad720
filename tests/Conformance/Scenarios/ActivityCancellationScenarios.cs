using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

public sealed class ActivityCancellationScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    /// <summary>The event id of an activity that the first workflow task scheduled with its first command.</summary>
    private const long Scheduled = 5;

    [Theory, Scenario]
    public Task BeforeStart_IsCancelledAtOnce(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("work", run.TaskQueue));
        await worker.SignalAsync("stop");
        await worker.StepAsync(CancelActivity(Scheduled));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task InTheTaskThatSchedulesIt_IsCancelledAtOnce(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("work", run.TaskQueue), CancelActivity(Scheduled));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task WhileRunning_IsToldByHeartbeatAndCancelled(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("work", run.TaskQueue));
        var task = await worker.PollActivityAsync();
        run.Record("heartbeat before", await worker.HeartbeatAsync(task, 1));
        await worker.SignalAsync("stop");
        await worker.StepAsync(CancelActivity(Scheduled));
        run.Record("heartbeat after", await worker.HeartbeatAsync(task, 2));
        run.Record("describe", await run.DescribeAsync(run.Id("workflow")));
        await worker.CancelActivityAsync(task, "cleaned up");
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task CompletedDespiteCancellation_Completes(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("work", run.TaskQueue));
        var task = await worker.PollActivityAsync();
        await worker.SignalAsync("stop");
        await worker.StepAsync(CancelActivity(Scheduled));
        await worker.CompleteActivityAsync(task, "finished all the same");
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task FailedAfterCancellation_IsNotRetried(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("work", run.TaskQueue));
        var task = await worker.PollActivityAsync();
        await worker.SignalAsync("stop");
        await worker.StepAsync(CancelActivity(Scheduled));
        await worker.FailActivityAsync(task, Failures.Application("broke while stopping"));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task BetweenAttempts_IsCancelledAtOnce(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("work", run.TaskQueue, a => a.RetryPolicy = new() { InitialInterval = HandDrivenWorker.Seconds(60) }));
        await worker.FailActivityAsync(await worker.PollActivityAsync(), Failures.Application("first"));
        await worker.SignalAsync("stop");
        await worker.StepAsync(CancelActivity(Scheduled));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task UnknownActivity_FailsTheTask(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var task = await worker.PollAsync();
        await run.RecordErrorAsync("completion", () => worker.CompleteAsync(task, CancelActivity(99)));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task CancelledWithoutRequest_IsRefused(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("work", run.TaskQueue));
        var task = await worker.PollActivityAsync();
        await run.RecordErrorAsync("cancelled", () => worker.CancelActivityAsync(task));
        await worker.CompleteActivityAsync(task);
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task WorkflowClosedMeanwhile_HeartbeatIsNotFound(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("work", run.TaskQueue));
        var task = await worker.PollActivityAsync();
        await worker.TerminateAsync();
        await run.RecordErrorAsync("heartbeat", () => worker.HeartbeatAsync(task, 1));
        await run.RecordErrorAsync("completion", () => worker.CompleteActivityAsync(task));
        await run.RecordHistoryAsync();
    });
}
