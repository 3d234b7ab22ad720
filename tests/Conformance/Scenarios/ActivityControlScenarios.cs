using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.WorkflowService.V1;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>Pausing, unpausing and resetting activities.</summary>
public sealed class ActivityControlScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    [Theory, Scenario]
    public Task PausedBeforeStart_IsHandedOutAfterUnpausing(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await ScheduledAsync(run);
        await PauseAsync(run, r => (r.Id, r.Reason) = ("work", "broken data"));
        run.Record("paused", await run.DescribeAsync(run.Id("workflow")));
        await UnpauseAsync(run, r => r.Id = "work");
        run.Record("unpaused", await run.DescribeAsync(run.Id("workflow")));
        var task = await worker.PollActivityAsync();
        worker.RecordActivityTask("activity task", task);
        await worker.CompleteActivityAsync(task);
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task ByTheNewerCalls_IsTheSame(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await ScheduledAsync(run);
        var (ns, workflowId) = (run.Namespace, run.Id("workflow"));
        await run.Service.PauseActivityExecutionAsync(
            new() { Namespace = ns, WorkflowId = workflowId, ActivityId = "work", Reason = "broken data", Identity = ScenarioRun.ClientIdentity }, ScenarioRun.Rpc());
        run.Record("paused", await run.DescribeAsync(workflowId));
        run.Record("options", await run.Service.UpdateActivityExecutionOptionsAsync(
            new()
            {
                Namespace = ns,
                WorkflowId = workflowId,
                ActivityId = "work",
                ActivityOptions = new() { StartToCloseTimeout = HandDrivenWorker.Seconds(77) },
                UpdateMask = new() { Paths = { "start_to_close_timeout" } },
            },
            ScenarioRun.Rpc()));
        await run.Service.ResetActivityExecutionAsync(
            new() { Namespace = ns, WorkflowId = workflowId, ActivityId = "work", KeepPaused = true, RestoreOriginalOptions = true }, ScenarioRun.Rpc());
        run.Record("reset", await run.DescribeAsync(workflowId));
        await run.Service.UnpauseActivityExecutionAsync(new() { Namespace = ns, WorkflowId = workflowId, ActivityId = "work" }, ScenarioRun.Rpc());
        await worker.CompleteActivityAsync(await worker.PollActivityAsync());
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task PausedWhileRunning_IsToldByHeartbeatAndMayComplete(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await ScheduledAsync(run, a => a.HeartbeatTimeout = HandDrivenWorker.Seconds(10));
        var task = await worker.PollActivityAsync();
        await PauseAsync(run, r => r.Id = "work");
        run.Record("paused", await run.DescribeAsync(run.Id("workflow")));
        run.Record("heartbeat answer", await worker.HeartbeatAsync(task, "half"));
        await worker.CompleteActivityAsync(task);
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task PausedWhileRunning_AFailedAttemptIsParked(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await ScheduledAsync(run, a => a.RetryPolicy = ActivitiesScenarios.FastRetry());
        var task = await worker.PollActivityAsync();
        await worker.HeartbeatAsync(task, "half");
        await PauseAsync(run, r => r.Id = "work");
        await worker.FailActivityAsync(task, Failures.Application("first"));
        run.Record("parked", await run.DescribeAsync(run.Id("workflow")));
        await UnpauseAsync(run, r => r.Id = "work");
        var second = await worker.PollActivityAsync();
        worker.RecordActivityTask("second attempt", second);
        await worker.CompleteActivityAsync(second);
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task PausedBetweenAttempts_UnpausedFromTheBeginning(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await ScheduledAsync(run, a => a.RetryPolicy = new() { InitialInterval = HandDrivenWorker.Seconds(3600) });
        var task = await worker.PollActivityAsync();
        await worker.FailActivityAsync(task, Failures.Application("first"), lastHeartbeat: "half");
        await PauseAsync(run, r => r.Id = "work");
        run.Record("paused", await run.DescribeAsync(run.Id("workflow")));
        await UnpauseAsync(run, r => (r.Id, r.ResetAttempts, r.ResetHeartbeat) = ("work", true, true));
        var again = await worker.PollActivityAsync();
        worker.RecordActivityTask("first attempt again", again);
        await worker.CompleteActivityAsync(again);
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Paused_ItsTimeoutsWait(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await ScheduledAsync(run, a => a.ScheduleToStartTimeout = HandDrivenWorker.Seconds(2));
        await PauseAsync(run, r => r.Id = "work");
        await Task.Delay(TimeSpan.FromSeconds(3));
        await UnpauseAsync(run, r => r.Id = "work");
        await worker.CompleteActivityAsync(await worker.PollActivityAsync());
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task PausedTwice_IsRefusedUnlessTheRequestIsTheSame(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await ScheduledAsync(run);
        await PauseAsync(run, r => (r.Id, r.RequestId) = ("work", "first"));
        await run.RecordErrorOrAnswerAsync("same request", () => PauseAsync(run, r => (r.Id, r.RequestId) = ("work", "first")));
        await run.RecordErrorOrAnswerAsync("another request", () => PauseAsync(run, r => (r.Id, r.RequestId) = ("work", "second")));
        await run.RecordErrorOrAnswerAsync("unpaused", () => UnpauseAsync(run, r => r.Id = "work"));
        await run.RecordErrorOrAnswerAsync("unpaused again", () => UnpauseAsync(run, r => r.Id = "work"));
        await worker.TerminateAsync();
    });

    [Theory, Scenario]
    public Task PausedByType_UnpausedAllAtOnce(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(
            ScheduleActivity("one", run.TaskQueue), ScheduleActivity("two", run.TaskQueue),
            ScheduleActivity("other", run.TaskQueue, a => a.ActivityType = new() { Name = "Other" }));
        await PauseAsync(run, r => r.Type = "Activity");
        worker.RecordActivityTask("activity task", await worker.PollActivityAsync());
        var description = await run.DescribeAsync(run.Id("workflow"));
        foreach (var activity in description.PendingActivities.OrderBy(a => a.ActivityId, StringComparer.Ordinal))
        {
            run.Record(activity.ActivityId, activity);
        }

        await UnpauseAsync(run, r => r.UnpauseAll = true);
        await worker.CompleteActivityAsync(await worker.PollActivityAsync());
        await worker.CompleteActivityAsync(await worker.PollActivityAsync());
        await worker.TerminateAsync();
    });

    [Theory, Scenario]
    public Task ResetBetweenAttempts_BeginsAgainAtOnce(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await ScheduledAsync(run, a => a.RetryPolicy = new() { InitialInterval = HandDrivenWorker.Seconds(3600) });
        await worker.FailActivityAsync(await worker.PollActivityAsync(), Failures.Application("first"), lastHeartbeat: "half");
        await ResetAsync(run, r => r.Id = "work");
        var again = await worker.PollActivityAsync();
        worker.RecordActivityTask("first attempt again", again);
        await worker.FailActivityAsync(again, Failures.Application("first again"), lastHeartbeat: "three quarters");
        await ResetAsync(run, r => (r.MatchAll, r.ResetHeartbeat) = (true, true));
        var third = await worker.PollActivityAsync();
        worker.RecordActivityTask("without heartbeats", third);
        await worker.CompleteActivityAsync(third);
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task ResetWhileRunning_IsToldByHeartbeat(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await ScheduledAsync(run, a => a.RetryPolicy = ActivitiesScenarios.FastRetry());
        await worker.FailActivityAsync(await worker.PollActivityAsync(), Failures.Application("first"));
        var second = await worker.PollActivityAsync();
        await ResetAsync(run, r => (r.Type, r.ResetHeartbeat) = ("Activity", true));
        run.Record("reset", await run.DescribeAsync(run.Id("workflow")));
        await run.RecordErrorOrAnswerAsync("heartbeat of the second attempt", () => worker.HeartbeatAsync(second, "half"));
        await worker.TerminateAsync();
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task ResetOfTheFirstAttempt_LetsItGoOn(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await ScheduledAsync(run, a => a.RetryPolicy = ActivitiesScenarios.FastRetry());
        var first = await worker.PollActivityAsync();
        await ResetAsync(run, r => (r.Id, r.ResetHeartbeat) = ("work", true));
        run.Record("heartbeat answer", await worker.HeartbeatAsync(first, "half"));
        run.Record("reset", await run.DescribeAsync(run.Id("workflow")));
        await worker.FailActivityAsync(first, Failures.Application("first"));
        var next = await worker.PollActivityAsync();
        worker.RecordActivityTask("next attempt", next);
        run.Record("its heartbeat answer", await worker.HeartbeatAsync(next, "half"));
        await worker.CompleteActivityAsync(next);
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task ResetWhilePaused_StaysPausedIfAskedTo(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await ScheduledAsync(run, a => a.RetryPolicy = new() { InitialInterval = HandDrivenWorker.Seconds(3600) });
        await worker.FailActivityAsync(await worker.PollActivityAsync(), Failures.Application("first"), lastHeartbeat: "half");
        await PauseAsync(run, r => r.Id = "work");
        await ResetAsync(run, r => (r.Id, r.KeepPaused) = ("work", true));
        run.Record("still paused", await run.DescribeAsync(run.Id("workflow")));
        await ResetAsync(run, r => r.Id = "work");
        var again = await worker.PollActivityAsync();
        worker.RecordActivityTask("activity task", again);
        await worker.CompleteActivityAsync(again);
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task BadRequests_AreRefused(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = await ScheduledAsync(run);
        await run.RecordErrorAsync("no such activity to pause", () => PauseAsync(run, r => r.Id = "another"));
        await run.RecordErrorAsync("no such type to pause", () => PauseAsync(run, r => r.Type = "Another"));
        await run.RecordErrorAsync("no such activity to unpause", () => UnpauseAsync(run, r => r.Id = "another"));
        await run.RecordErrorAsync("no such activity to reset", () => ResetAsync(run, r => r.Id = "another"));
        await run.RecordErrorAsync("pause nothing", () => PauseAsync(run, _ => { }));
        await run.RecordErrorAsync("unpause nothing", () => UnpauseAsync(run, _ => { }));
        await run.RecordErrorAsync("reset nothing", () => ResetAsync(run, _ => { }));
        await run.RecordErrorAsync("no workflow", () => PauseAsync(run, r => (r.Id, r.Execution) = ("work", null)));
        await run.RecordErrorAsync("unknown workflow", () => PauseAsync(run, r => (r.Id, r.Execution) = ("work", ScenarioRun.Execution(run.Id("unknown")))));
        await run.RecordErrorAsync("unknown namespace", () => ResetAsync(run, r => (r.Id, r.Namespace) = ("work", "unknown")));
        await worker.TerminateAsync();
        await run.RecordErrorAsync("pause in a closed workflow", () => PauseAsync(run, r => r.Id = "work"));
        await run.RecordErrorAsync("unpause in a closed workflow", () => UnpauseAsync(run, r => r.Id = "work"));
        await run.RecordErrorAsync("reset in a closed workflow", () => ResetAsync(run, r => r.Id = "work"));
    });

    internal static async Task<HandDrivenWorker> ScheduledAsync(
        ScenarioRun run, Action<Temporalio.Api.Command.V1.ScheduleActivityTaskCommandAttributes>? configure = null)
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("work", run.TaskQueue, configure));
        return worker;
    }

    internal static Task PauseAsync(ScenarioRun run, Action<PauseActivityRequest> configure)
    {
        var request = new PauseActivityRequest
        {
            Namespace = run.Namespace,
            Execution = ScenarioRun.Execution(run.Id("workflow")),
            Identity = ScenarioRun.ClientIdentity,
        };
        configure(request);
        return run.Service.PauseActivityAsync(request, ScenarioRun.Rpc());
    }

    private static Task UnpauseAsync(ScenarioRun run, Action<UnpauseActivityRequest> configure)
    {
        var request = new UnpauseActivityRequest
        {
            Namespace = run.Namespace,
            Execution = ScenarioRun.Execution(run.Id("workflow")),
            Identity = ScenarioRun.ClientIdentity,
        };
        configure(request);
        return run.Service.UnpauseActivityAsync(request, ScenarioRun.Rpc());
    }

    private static Task ResetAsync(ScenarioRun run, Action<ResetActivityRequest> configure)
    {
        var request = new ResetActivityRequest
        {
            Namespace = run.Namespace,
            Execution = ScenarioRun.Execution(run.Id("workflow")),
            Identity = ScenarioRun.ClientIdentity,
        };
        configure(request);
        return run.Service.ResetActivityAsync(request, ScenarioRun.Rpc());
    }
}
