using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Command.V1;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

public sealed class ActivityTimeoutsScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    [Theory, Scenario]
    public Task ScheduleToStart_TimesOut(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(Scheduled(run, a => a.ScheduleToStartTimeout = HandDrivenWorker.Seconds(1)));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task StartToClose_WithoutAttemptsLeft_TimesOut(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(Scheduled(run, a =>
        {
            a.StartToCloseTimeout = HandDrivenWorker.Seconds(1);
            a.RetryPolicy = new() { MaximumAttempts = 1 };
        }));
        await worker.PollActivityAsync();
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task StartToClose_IsRetried(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(Scheduled(run, a =>
        {
            a.StartToCloseTimeout = HandDrivenWorker.Seconds(2);
            a.RetryPolicy = ActivitiesScenarios.FastRetry();
        }));
        var late = await worker.PollActivityAsync();
        var second = await worker.PollActivityAsync();
        worker.RecordActivityTask("second attempt", second);
        await run.RecordErrorAsync("late completion", () => worker.CompleteActivityAsync(late));
        await worker.CompleteActivityAsync(second);
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task ScheduleToClose_NeverStarted_TimesOut(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(Scheduled(run, a => (a.StartToCloseTimeout, a.ScheduleToCloseTimeout) = (null, HandDrivenWorker.Seconds(1))));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task ScheduleToClose_WhileRunning_TimesOut(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(Scheduled(run, a => (a.StartToCloseTimeout, a.ScheduleToCloseTimeout) = (null, HandDrivenWorker.Seconds(1))));
        await worker.PollActivityAsync();
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task ScheduleToClose_WhileRetrying_KeepsTheLastFailureAsCause(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(Scheduled(run, a =>
        {
            a.ScheduleToCloseTimeout = HandDrivenWorker.Seconds(2);
            a.RetryPolicy = ActivitiesScenarios.FastRetry();
        }));
        await worker.FailActivityAsync(await worker.PollActivityAsync(), Failures.Application("first"));
        await worker.PollActivityAsync();
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Heartbeat_WithoutAttemptsLeft_TimesOutWithDetails(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(Scheduled(run, a =>
        {
            a.HeartbeatTimeout = HandDrivenWorker.Seconds(2);
            a.RetryPolicy = new() { MaximumAttempts = 1 };
        }));
        await worker.HeartbeatAsync(await worker.PollActivityAsync(), "half done");
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Heartbeat_IsRetriedWithTheLastDetails(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(Scheduled(run, a =>
        {
            a.HeartbeatTimeout = HandDrivenWorker.Seconds(2);
            a.RetryPolicy = ActivitiesScenarios.FastRetry();
        }));
        await worker.HeartbeatAsync(await worker.PollActivityAsync(), "half done");
        var second = await worker.PollActivityAsync();
        worker.RecordActivityTask("second attempt", second);
        run.Record("describe", await run.DescribeAsync(run.Id("workflow")));
        await worker.CompleteActivityAsync(second);
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task TimeoutTypeListedAsNonRetryable_IsNotRetried(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(Scheduled(run, a =>
        {
            a.StartToCloseTimeout = HandDrivenWorker.Seconds(1);
            a.RetryPolicy = new() { NonRetryableErrorTypes = { "TemporalTimeout:StartToClose" } };
        }));
        await worker.PollActivityAsync();
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    private static Command Scheduled(ScenarioRun run, Action<ScheduleActivityTaskCommandAttributes> configure) =>
        ScheduleActivity("work", run.TaskQueue, configure);

    /// <summary>Of two timeouts of the same length the one that ends all attempts is told.</summary>
    [Theory, Scenario]
    public Task ScheduleToClose_AsLongAsStartToClose_OfAnEagerActivity(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var task = await worker.PollAsync();
        var reply = await worker.CompleteAsync(task, ScheduleActivity("work", run.TaskQueue, a =>
        {
            a.RequestEagerExecution = true;
            a.StartToCloseTimeout = a.ScheduleToCloseTimeout = HandDrivenWorker.Seconds(1);
            a.RetryPolicy = new() { MaximumAttempts = 1 };
        }));
        run.Record("started eagerly", $"{reply.ActivityTasks.Count}");
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });
}
