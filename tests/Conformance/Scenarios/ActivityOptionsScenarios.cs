using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Activity.V1;
using Temporalio.Api.WorkflowService.V1;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>Changing the options of pending activities.</summary>
public sealed class ActivityOptionsScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    [Theory, Scenario]
    public Task RetryPolicy_ChangedBetweenAttempts_HoldsForTheWaitingOne(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await ActivityControlScenarios.ScheduledAsync(run, a => a.RetryPolicy = new() { InitialInterval = HandDrivenWorker.Seconds(3600) });
        await worker.FailActivityAsync(await worker.PollActivityAsync(), Failures.Application("first"));
        run.Record("answer", await UpdateAsync(run, r =>
        {
            r.Id = "work";
            r.UpdateMask = Mask("retry_policy.initial_interval", "retry_policy.maximum_attempts", "heartbeat_timeout");
            r.ActivityOptions = new ActivityOptions
            {
                RetryPolicy = new() { InitialInterval = HandDrivenWorker.Seconds(0.1), MaximumAttempts = 5 },
                HeartbeatTimeout = HandDrivenWorker.Seconds(7),
            };
        }));
        var second = await worker.PollActivityAsync();
        worker.RecordActivityTask("second attempt", second);
        run.Record("described", await run.DescribeAsync(run.Id("workflow")));
        await worker.CompleteActivityAsync(second);
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task TaskQueue_ChangedBeforeTheStart_MovesTheTask(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await ActivityControlScenarios.ScheduledAsync(run);
        var elsewhere = new HandDrivenWorker(run, run.Id("elsewhere"));
        run.Record("answer", await UpdateAsync(run, r =>
        {
            r.Type = "Activity";
            r.UpdateMask = Mask("task_queue.name", "priority");
            r.ActivityOptions = new ActivityOptions { TaskQueue = new() { Name = elsewhere.TaskQueue }, Priority = new() { PriorityKey = 1 } };
        }));
        var task = await elsewhere.PollActivityAsync();
        worker.RecordActivityTask("activity task", task);
        await worker.CompleteActivityAsync(task);
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Restored_AreThoseOfTheSchedule(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await ActivityControlScenarios.ScheduledAsync(run, a => a.RetryPolicy = new() { NonRetryableErrorTypes = { "BadInput" } });
        run.Record("changed", await UpdateAsync(run, r =>
        {
            r.MatchAll = true;
            r.UpdateMask = Mask("startToCloseTimeout", "scheduleToStartTimeout", "scheduleToCloseTimeout", "retryPolicy", "unknownField");
            r.ActivityOptions = new ActivityOptions
            {
                StartToCloseTimeout = HandDrivenWorker.Seconds(20),
                ScheduleToStartTimeout = HandDrivenWorker.Seconds(30),
                ScheduleToCloseTimeout = HandDrivenWorker.Seconds(40),
                RetryPolicy = new() { InitialInterval = HandDrivenWorker.Seconds(3), BackoffCoefficient = 3, MaximumInterval = HandDrivenWorker.Seconds(9) },
            };
        }));
        run.Record("described", await run.DescribeAsync(run.Id("workflow")));
        run.Record("restored", await UpdateAsync(run, r => (r.Id, r.RestoreOriginal) = ("work", true)));
        run.Record("described again", await run.DescribeAsync(run.Id("workflow")));
        var task = await worker.PollActivityAsync();
        worker.RecordActivityTask("activity task", task);
        await worker.FailActivityAsync(task, Failures.Application("no", "BadInput"));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task ChangedWhileRunning_HoldForTheRunningAttempt(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await ActivityControlScenarios.ScheduledAsync(run, a => a.RetryPolicy = new() { MaximumAttempts = 1 });
        await worker.PollActivityAsync();
        await UpdateAsync(run, r =>
        {
            r.Id = "work";
            r.UpdateMask = Mask("start_to_close_timeout");
            r.ActivityOptions = new ActivityOptions { StartToCloseTimeout = HandDrivenWorker.Seconds(1) };
        });
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task BadRequests_AreRefused(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await ActivityControlScenarios.ScheduledAsync(run);
        var options = new ActivityOptions { StartToCloseTimeout = HandDrivenWorker.Seconds(1) };
        await run.RecordErrorAsync("nothing selected", () => UpdateAsync(run, r => (r.UpdateMask, r.ActivityOptions) = (Mask("start_to_close_timeout"), options)));
        await run.RecordErrorAsync("no mask", () => UpdateAsync(run, r => (r.Id, r.ActivityOptions) = ("work", options)));
        await run.RecordErrorAsync("no options", () => UpdateAsync(run, r => (r.Id, r.UpdateMask) = ("work", Mask("start_to_close_timeout"))));
        await run.RecordErrorAsync("unknown activity", () => UpdateAsync(run, r => (r.Id, r.UpdateMask, r.ActivityOptions) = ("another", Mask("start_to_close_timeout"), options)));
        await run.RecordErrorAsync("mask and restore", () => UpdateAsync(run, r => (r.Id, r.UpdateMask, r.RestoreOriginal) = ("work", Mask("priority"), true)));
        await run.RecordErrorAsync("no queue", () => UpdateAsync(run, r => (r.Id, r.UpdateMask, r.ActivityOptions) = ("work", Mask("task_queue.name"), options)));
        await run.RecordErrorAsync("no policy", () => UpdateAsync(run, r => (r.Id, r.UpdateMask, r.ActivityOptions) = ("work", Mask("retry_policy.maximum_attempts"), options)));
        await run.RecordErrorAsync("no priority", () => UpdateAsync(run, r => (r.Id, r.UpdateMask, r.ActivityOptions) = ("work", Mask("priority.fairness_key"), options)));
        await run.RecordErrorAsync("bad policy", () => UpdateAsync(run, r => (r.Id, r.UpdateMask, r.ActivityOptions) =
            ("work", Mask("retry_policy.maximum_attempts"), new ActivityOptions { RetryPolicy = new() { MaximumAttempts = -1 } })));
        await run.RecordErrorAsync("no timeout left", () => UpdateAsync(run, r => (r.Id, r.UpdateMask, r.ActivityOptions) =
            ("work", Mask("start_to_close_timeout", "schedule_to_close_timeout"), new ActivityOptions())));
        await run.RecordErrorAsync("negative timeout", () => UpdateAsync(run, r => (r.Id, r.UpdateMask, r.ActivityOptions) =
            ("work", Mask("heartbeat_timeout"), new ActivityOptions { HeartbeatTimeout = HandDrivenWorker.Seconds(-1) })));
        await worker.TerminateAsync();
        await run.RecordErrorAsync("closed workflow", () => UpdateAsync(run, r => (r.Id, r.UpdateMask, r.ActivityOptions) = ("work", Mask("start_to_close_timeout"), options)));
    });

    private static Google.Protobuf.WellKnownTypes.FieldMask Mask(params string[] paths) => new() { Paths = { paths } };

    private static Task<UpdateActivityOptionsResponse> UpdateAsync(ScenarioRun run, Action<UpdateActivityOptionsRequest> configure)
    {
        var request = new UpdateActivityOptionsRequest
        {
            Namespace = run.Namespace,
            Execution = ScenarioRun.Execution(run.Id("workflow")),
            Identity = ScenarioRun.ClientIdentity,
        };
        configure(request);
        return run.Service.UpdateActivityOptionsAsync(request, ScenarioRun.Rpc());
    }
}
