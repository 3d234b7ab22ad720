using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

public sealed class ActivitiesScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    [Theory, Scenario]
    public Task Completes(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("work", run.TaskQueue, a => a.Header = new() { Fields = { ["trace"] = Payloads.Of("abc") } }).WithSummary("the work"));
        var task = await worker.PollActivityAsync();
        worker.RecordActivityTask("activity task", task);
        await run.RecordHistoryAsync(document: "history while it runs");
        await worker.CompleteActivityAsync(task, new { Rows = 3 });
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task WithoutScheduleToClose_DefaultsAreFilledIn(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: r => r.WorkflowRunTimeout = HandDrivenWorker.Seconds(600));
        await worker.StepAsync(
            ScheduleActivity("only start-to-close", run.TaskQueue),
            ScheduleActivity("only schedule-to-close", run.TaskQueue, a => (a.StartToCloseTimeout, a.ScheduleToCloseTimeout) = (null, HandDrivenWorker.Seconds(20))),
            ScheduleActivity("beyond the run", run.TaskQueue, a => a.StartToCloseTimeout = HandDrivenWorker.Seconds(6000)),
            ScheduleActivity("long heartbeat", run.TaskQueue, a => a.HeartbeatTimeout = HandDrivenWorker.Seconds(60)),
            ScheduleActivity("policy", run.TaskQueue, a => a.RetryPolicy = new() { InitialInterval = HandDrivenWorker.Seconds(2), MaximumAttempts = 5 }),
            ScheduleActivity("short queue", run.TaskQueue, a => a.ScheduleToStartTimeout = HandDrivenWorker.Seconds(3)));
        await worker.TerminateAsync();
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task WithoutAnyTimeout_FailsTheTask(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var task = await worker.PollAsync();
        await run.RecordErrorAsync("completion", () => worker.CompleteAsync(task, ScheduleActivity("work", run.TaskQueue, a => a.StartToCloseTimeout = null)));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task DuplicateId_FailsTheTask(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var task = await worker.PollAsync();
        await run.RecordErrorAsync(
            "completion", () => worker.CompleteAsync(task, ScheduleActivity("twin", run.TaskQueue), ScheduleActivity("twin", run.TaskQueue)));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task FailsNonRetryable_ClosesAtOnce(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("work", run.TaskQueue));
        await worker.FailActivityAsync(await worker.PollActivityAsync(), Failures.Application("no", nonRetryable: true));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task FailsWithListedType_ClosesAtOnce(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("work", run.TaskQueue, a => a.RetryPolicy = new() { NonRetryableErrorTypes = { "BadInput" } }));
        await worker.FailActivityAsync(await worker.PollActivityAsync(), Failures.Application("no", "BadInput"));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task RetriedThenCompletes_StartsOnceInHistory(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("work", run.TaskQueue, a => a.RetryPolicy = FastRetry()));
        await worker.FailActivityAsync(await worker.PollActivityAsync(), Failures.Application("first"));
        await worker.FailActivityAsync(await worker.PollActivityAsync(), Failures.Application("second"));
        var third = await worker.PollActivityAsync();
        worker.RecordActivityTask("third attempt", third);
        await run.RecordHistoryAsync(document: "history while it runs");
        await worker.CompleteActivityAsync(third, "at last");
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task AttemptsExhausted_FailsWithTheLastFailure(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("work", run.TaskQueue, a =>
        {
            a.RetryPolicy = FastRetry();
            a.RetryPolicy.MaximumAttempts = 2;
        }));
        await worker.FailActivityAsync(await worker.PollActivityAsync(), Failures.Application("first"));
        await worker.FailActivityAsync(await worker.PollActivityAsync(), Failures.Application("second"));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task RetryBeyondScheduleToClose_FailsWithTimeoutState(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("work", run.TaskQueue, a =>
        {
            a.ScheduleToCloseTimeout = HandDrivenWorker.Seconds(5);
            a.RetryPolicy = new() { InitialInterval = HandDrivenWorker.Seconds(60) };
        }));
        await worker.FailActivityAsync(await worker.PollActivityAsync(), Failures.Application("first"));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task NextRetryDelay_OverridesThePolicy(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("work", run.TaskQueue, a => a.RetryPolicy = new() { InitialInterval = HandDrivenWorker.Seconds(3600) }));
        await worker.FailActivityAsync(await worker.PollActivityAsync(), Failures.Application("soon again", nextRetrySeconds: 0.1));
        await worker.CompleteActivityAsync(await worker.PollActivityAsync());
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task HeartbeatDetails_SurviveARetry(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("work", run.TaskQueue, a =>
        {
            a.RetryPolicy = FastRetry();
            a.HeartbeatTimeout = HandDrivenWorker.Seconds(5);
        }));
        var first = await worker.PollActivityAsync();
        run.Record("heartbeat answer", await worker.HeartbeatAsync(first, new { Done = 10 }));
        await worker.FailActivityAsync(first, Failures.Application("first"));
        var second = await worker.PollActivityAsync();
        worker.RecordActivityTask("second attempt", second);
        await worker.FailActivityAsync(second, Failures.Application("second"), lastHeartbeat: new { Done = 20 });
        var third = await worker.PollActivityAsync();
        worker.RecordActivityTask("third attempt", third);
        await worker.CompleteActivityAsync(third);
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task AnsweredTwice_IsNotFound(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("work", run.TaskQueue, a => a.RetryPolicy = FastRetry()));
        var first = await worker.PollActivityAsync();
        await worker.FailActivityAsync(first, Failures.Application("first"));
        var second = await worker.PollActivityAsync();
        await run.RecordErrorAsync("stale completion", () => worker.CompleteActivityAsync(first));
        await run.RecordErrorAsync("stale heartbeat", () => worker.HeartbeatAsync(first, 1));
        await worker.CompleteActivityAsync(second);
        await run.RecordErrorAsync("second completion", () => worker.CompleteActivityAsync(second));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordErrorAsync("after the workflow", () => worker.HeartbeatAsync(second, 1));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task CompletedById_ClosesIt(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("work", run.TaskQueue));
        await worker.PollActivityAsync();
        await run.Service.RespondActivityTaskCompletedByIdAsync(
            new()
            {
                Namespace = run.Namespace,
                WorkflowId = run.Id("workflow"),
                ActivityId = "work",
                Result = Payloads.List("by id"),
                Identity = ScenarioRun.ClientIdentity,
            },
            ScenarioRun.Rpc());
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Pending_IsDescribed(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("work", run.TaskQueue, a => a.RetryPolicy = new() { InitialInterval = HandDrivenWorker.Seconds(60) }));
        run.Record("scheduled", await run.DescribeAsync(run.Id("workflow")));
        var task = await worker.PollActivityAsync();
        await worker.HeartbeatAsync(task, "half");
        run.Record("started", await run.DescribeAsync(run.Id("workflow")));
        await worker.FailActivityAsync(task, Failures.Application("first"));
        run.Record("waiting for its retry", await run.DescribeAsync(run.Id("workflow")));
        await worker.TerminateAsync();
        run.Record("terminated", await run.DescribeAsync(run.Id("workflow")));
        await run.RecordHistoryAsync();
    });

    internal static Temporalio.Api.Common.V1.RetryPolicy FastRetry() =>
        new() { InitialInterval = HandDrivenWorker.Seconds(0.1), BackoffCoefficient = 1 };
}
