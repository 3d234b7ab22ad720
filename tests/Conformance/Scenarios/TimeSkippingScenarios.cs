using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>Time skipping of single workflows; beside each history stands at which hour of the workflow's time each event happened.</summary>
public sealed class TimeSkippingScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    private const double Hour = 3600;

    [Theory, Scenario]
    public Task Timer_IsSkipped(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: Skipping());
        await worker.StepAsync(StartTimer("long", 2 * Hour), StartTimer("longer", 5 * Hour));
        await worker.StepAsync();
        run.Record("describe", (await run.DescribeAsync(run.Id("workflow"))).WorkflowExtendedInfo);
        await worker.StepAsync(CompleteWorkflow("done"));
        await RecordAsync(run);
    });

    [Theory, Scenario]
    public Task CancelledTimer_IsNoTarget(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: Skipping());
        await worker.StepAsync(StartTimer("first", Hour), StartTimer("cancelled", 5 * Hour));
        await worker.StepAsync(CancelTimer("cancelled"), StartTimer("second", 7 * Hour));
        await worker.StepAsync(CompleteWorkflow());
        await RecordAsync(run);
    });

    [Theory, Scenario]
    public Task RunningActivity_KeepsTheTime(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: Skipping());
        await worker.StepAsync(StartTimer("long", Hour), ScheduleActivity("work", run.TaskQueue));
        await worker.CompleteActivityAsync(await worker.PollActivityAsync());
        await worker.StepAsync();
        await worker.StepAsync(CompleteWorkflow());
        await RecordAsync(run);
    });

    [Theory, Scenario]
    public Task RetryOfAnActivity_IsSkippedTo(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: Skipping());
        await worker.StepAsync(ScheduleActivity("flaky", run.TaskQueue, a => a.RetryPolicy = new() { InitialInterval = HandDrivenWorker.Seconds(3 * Hour) }));
        await worker.FailActivityAsync(await worker.PollActivityAsync(), Failures.Application("not yet"));
        await worker.CompleteActivityAsync(await worker.PollActivityAsync());
        await worker.StepAsync(CompleteWorkflow());
        await RecordAsync(run);
    });

    [Theory, Scenario]
    public Task PendingTask_KeepsTheTime(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: Skipping());
        var task = await worker.PollAsync();
        await worker.SignalAsync("meanwhile");
        await worker.CompleteAsync(task, StartTimer("long", Hour));
        await worker.StepAsync();
        await worker.StepAsync(CompleteWorkflow());
        await RecordAsync(run);
    });

    [Theory, Scenario]
    public Task StartDelay_IsSkipped(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: Skipping(r => r.WorkflowStartDelay = HandDrivenWorker.Seconds(4 * Hour)));
        await worker.StepAsync(CompleteWorkflow());
        await RecordAsync(run);
    });

    [Theory, Scenario]
    public Task RunTimeout_IsSkippedTo(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: Skipping(r => r.WorkflowRunTimeout = HandDrivenWorker.Seconds(6 * Hour)));
        await worker.StepAsync();
        await run.WaitForCloseAsync(run.Id("workflow"));
        await RecordAsync(run);
    });

    [Theory, Scenario]
    public Task Child_StartsInItsParentsTimeAndKeepsIt(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var child = new HandDrivenWorker(run, run.Id("children"));
        await worker.StartAsync(configure: Skipping());
        await worker.StepAsync(StartTimer("before", Hour));
        await worker.StepAsync(StartChild(run.Id("child"), child.TaskQueue), StartTimer("after", 9 * Hour));
        await worker.StepAsync();
        await child.StepAsync(StartTimer("of the child", 2 * Hour));
        await child.StepAsync(CompleteWorkflow());
        await worker.StepAsync();
        await worker.StepAsync(CompleteWorkflow());
        await RecordAsync(run);
        await RecordAsync(run, "child");
    });

    [Theory, Scenario]
    public Task Child_WithoutPropagation_StartsInItsParentsTimeOnly(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var child = new HandDrivenWorker(run, run.Id("children"));
        await worker.StartAsync(configure: Skipping(r => r.TimeSkippingConfig.DisablePropagation = true));
        await worker.StepAsync(StartTimer("before", Hour));
        await worker.StepAsync(StartChild(run.Id("child"), child.TaskQueue));
        await worker.StepAsync();
        await child.StepAsync(StartTimer("of the child", 0.2));
        await child.StepAsync(CompleteWorkflow());
        await worker.StepAsync(CompleteWorkflow());
        await RecordAsync(run);
        await RecordAsync(run, "child");
    });

    [Theory, Scenario]
    public Task ExternalSignal_KeepsTheTimeUntilItHasArrived(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync("other");
        await worker.StepAsync();
        await worker.StartAsync(configure: Skipping());
        await worker.StepAsync(SignalExternal(run.Id("other"), "hello"), StartTimer("long", Hour));
        await run.WaitForAsync(run.Id("workflow"), EventType.ExternalWorkflowExecutionSignaled);
        await worker.TerminateAsync("other");
        await worker.StepAsync();
        await worker.StepAsync(CompleteWorkflow());
        await RecordAsync(run);
    });

    [Theory, Scenario]
    public Task ContinuedAsNew_GoesOnInTheSameTime(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var first = await worker.StartAsync(configure: Skipping());
        await worker.StepAsync(StartTimer("long", Hour));
        await worker.StepAsync(ContinueAsNew(run.TaskQueue));
        await worker.StepAsync(StartTimer("of the next run", Hour));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordChainAsync("workflow", first);
        await RecordHoursAsync(run);
    });

    [Theory, Scenario]
    public Task Retried_GoesOnInTheSameTime(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var first = await worker.StartAsync(configure: Skipping(r => r.RetryPolicy = new() { InitialInterval = HandDrivenWorker.Seconds(Hour) }));
        await worker.StepAsync(StartTimer("long", 2 * Hour));
        await worker.StepAsync(FailWorkflow(Failures.Application("once more")));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordChainAsync("workflow", first);
        await RecordHoursAsync(run);
    });

    [Theory, Scenario]
    public Task Cron_SkipsToTheNextRun(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var first = await worker.StartAsync(configure: Skipping(r => r.CronSchedule = "@every 1h"));
        await worker.StepAsync(CompleteWorkflow("first"));
        await worker.StepAsync(CancelWorkflow());
        await run.RecordHistoryAsync("workflow", first);
        run.Record("types of the second run", string.Join(' ', (await run.HistoryAsync(run.Id("workflow"))).Select(e => e.EventType)));
        await RecordHoursAsync(run);
    });

    [Theory, Scenario]
    public Task SkipCount_EndsTheSkipping(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: Skipping(r => r.TimeSkippingConfig.MaxSessionSkipCount = 2));
        await worker.StepAsync(StartTimer("first", Hour), StartTimer("second", 2 * Hour), StartTimer("never", 3 * Hour));
        await worker.StepAsync();
        await worker.StepAsync();
        run.Record("describe", (await run.DescribeAsync(run.Id("workflow"))).WorkflowExtendedInfo);
        await worker.TerminateAsync();
        await RecordAsync(run);
    });

    [Theory, Scenario]
    public Task EnabledUnderWay_SkipsAtOnce(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(StartTimer("long", Hour));
        run.Record("enabled", await UpdateAsync(run, new() { Enabled = true }));
        await worker.StepAsync(StartTimer("longer", 2 * Hour));
        run.Record("the same again", await UpdateAsync(run, new() { Enabled = true }));
        await worker.StepAsync(CompleteWorkflow());
        await RecordAsync(run);
    });

    [Theory, Scenario]
    public Task DisabledAndTakenAway_TimeGoesOnNormally(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: Skipping());
        var task = await worker.PollAsync();
        run.Record("disabled", await UpdateAsync(run, new() { Enabled = false }));
        await worker.CompleteAsync(task, StartTimer("brief", 60));
        await worker.StepAsync();
        run.Record("describe", (await run.DescribeAsync(run.Id("workflow"))).WorkflowExtendedInfo);
        run.Record("taken away", await UpdateAsync(run, null));
        run.Record("describe again", (await run.DescribeAsync(run.Id("workflow"))).WorkflowExtendedInfo);
        await worker.TerminateAsync();
        await RecordAsync(run);
    });

    [Theory, Scenario]
    public Task FastForward_EndsAtItsTarget(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: Skipping(r => r.TimeSkippingConfig.FastForwardConfig = new() { Id = "two hours", Duration = HandDrivenWorker.Seconds(2 * Hour) }));
        await worker.StepAsync(StartTimer("within", Hour), StartTimer("beyond", 3 * Hour));
        var poll = PollAsync(run, "two hours");
        await worker.StepAsync();
        run.Record("poll", await poll);
        run.Record("poll again", await PollAsync(run, "two hours"));
        run.Record("poll for another", await PollAsync(run, "three hours"));
        run.Record("describe", (await run.DescribeAsync(run.Id("workflow"))).WorkflowExtendedInfo);
        await worker.TerminateAsync();
        await RecordAsync(run);
    });

    [Theory, Scenario]
    public Task FastForward_GivenAnew_CountsFromThen(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(StartTimer("beyond", 9 * Hour));
        var forward = new TimeSkippingConfig { Enabled = true, FastForwardConfig = new() { Id = "an hour", Duration = HandDrivenWorker.Seconds(Hour) } };
        foreach (var name in new[] { "first", "second" })
        {
            await worker.SignalAsync("go on");
            var task = await worker.PollAsync();
            run.Record(name, await UpdateAsync(run, forward));
            run.Record($"{name}, pending", (await run.DescribeAsync(run.Id("workflow"))).WorkflowExtendedInfo);
            await worker.CompleteAsync(task);
            run.Record($"{name}, polled", await PollAsync(run, "an hour"));
        }

        await worker.TerminateAsync();
        await RecordAsync(run);
    });

    [Theory, Scenario]
    public Task FastForward_ReachedDuringATask_IsBuffered(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: Skipping(r => r.TimeSkippingConfig.FastForwardConfig = new() { Id = "soon", Duration = HandDrivenWorker.Seconds(1) }));
        var task = await worker.PollAsync();
        run.Record("poll", await PollAsync(run, "soon"));
        await worker.CompleteAsync(task);
        await worker.StepAsync(CompleteWorkflow());
        await RecordAsync(run);
    });

    [Theory, Scenario]
    public Task FastForward_ThatCannotBeReached_FailsThePoll(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var forward = new TimeSkippingConfig { Enabled = true, FastForwardConfig = new() { Id = "far", Duration = HandDrivenWorker.Seconds(Hour) } };
        await worker.StartAsync(configure: r => r.TimeSkippingConfig = forward);
        await worker.PollAsync();
        var disabled = PollAsync(run, "far");
        await Task.Delay(300);
        await UpdateAsync(run, new() { Enabled = false });
        run.Record("disabled meanwhile", await disabled);
        await UpdateAsync(run, forward);
        var closed = PollAsync(run, "far");
        await Task.Delay(300);
        await worker.TerminateAsync();
        run.Record("closed meanwhile", await closed);
        run.Record("closed before", await PollAsync(run, "far"));
        await RecordAsync(run);
    });

    [Theory, Scenario]
    public Task BadRequests_AreRefused(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync();
        foreach (var (name, config) in new (string, TimeSkippingConfig)[]
        {
            ("without duration", new() { Enabled = true, FastForwardConfig = new() { Id = "x" } }),
            ("negative duration", new() { Enabled = true, FastForwardConfig = new() { Id = "x", Duration = HandDrivenWorker.Seconds(-1) } }),
            ("without id", new() { Enabled = true, FastForwardConfig = new() { Duration = HandDrivenWorker.Seconds(1) } }),
            ("disabled", new() { FastForwardConfig = new() { Id = "x", Duration = HandDrivenWorker.Seconds(1) } }),
        })
        {
            await run.RecordErrorAsync($"start {name}", () => worker.StartAsync("bad", r => r.TimeSkippingConfig = config));
            await run.RecordErrorAsync($"update {name}", () => UpdateAsync(run, config));
        }

        await run.RecordErrorAsync("partial update", () => UpdateAsync(run, new() { Enabled = true }, "time_skipping_config.enabled"));
        await run.RecordErrorAsync("unknown field", () => UpdateAsync(run, new() { Enabled = true }, "unknown"));
        await run.RecordErrorAsync("no mask", () => run.Service.UpdateWorkflowExecutionOptionsAsync(
            new() { Namespace = run.Namespace, WorkflowExecution = ScenarioRun.Execution(run.Id("workflow")), WorkflowExecutionOptions = new() }, ScenarioRun.Rpc()));
        await run.RecordErrorAsync("no options", () => run.Service.UpdateWorkflowExecutionOptionsAsync(
            new() { Namespace = run.Namespace, WorkflowExecution = ScenarioRun.Execution(run.Id("workflow")), UpdateMask = new() { Paths = { "priority" } } }, ScenarioRun.Rpc()));
        await run.RecordErrorAsync("no workflow", () => run.Service.UpdateWorkflowExecutionOptionsAsync(new() { Namespace = run.Namespace }, ScenarioRun.Rpc()));
        await run.RecordErrorAsync("poll without id", () => PollAsync(run, ""));
        run.Record("poll without a fast-forward", await PollAsync(run, "x"));
        await run.RecordErrorAsync("poll of nothing", () => run.Service.PollWorkflowExecutionTimeSkippingAsync(
            new() { Namespace = run.Namespace, FastForwardId = "x" }, ScenarioRun.Rpc()));
        await worker.TerminateAsync();
        await run.RecordErrorAsync("update of a closed workflow", () => UpdateAsync(run, new() { Enabled = true }));
        await RecordAsync(run);
    });

    [Theory, Scenario]
    public Task Options_OfPriority_AreChanged(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: r => r.Priority = new() { PriorityKey = 2, FairnessKey = "tenant" });
        await worker.StepAsync();
        foreach (var (name, path, priority) in new (string, string, Priority)[]
        {
            ("one field", "priority.priority_key", new() { PriorityKey = 4 }),
            ("all", "priority", new() { PriorityKey = 1 }),
            ("all, once more", "priority", new() { PriorityKey = 1 }),
        })
        {
            run.Record(name, await run.Service.UpdateWorkflowExecutionOptionsAsync(
                new()
                {
                    Namespace = run.Namespace,
                    WorkflowExecution = ScenarioRun.Execution(run.Id("workflow")),
                    WorkflowExecutionOptions = new() { Priority = priority },
                    UpdateMask = new() { Paths = { path } },
                    Identity = ScenarioRun.ClientIdentity,
                },
                ScenarioRun.Rpc()));
        }

        run.Record("describe", (await run.DescribeAsync(run.Id("workflow"))).WorkflowExecutionInfo.Priority);
        await worker.TerminateAsync();
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Sdk_TakesTheSkipsInItsStride(Reference reference) => CompareAsync(reference, async run =>
    {
        await run.WithWorkerAsync(options => options.AddWorkflow<SdkWorkflows.Sleeper>(), async () =>
        {
            await run.Service.StartWorkflowExecutionAsync(new HandDrivenWorker(run).StartRequest(configure: Skipping(r => r.WorkflowType.Name = nameof(SdkWorkflows.Sleeper))));
            await run.WaitForCloseAsync(run.Id("workflow"));
        });
        await RecordAsync(run);
    });

    private static Action<StartWorkflowExecutionRequest> Skipping(Action<StartWorkflowExecutionRequest>? configure = null) => request =>
    {
        request.TimeSkippingConfig = new() { Enabled = true };
        configure?.Invoke(request);
    };

    private static Task<UpdateWorkflowExecutionOptionsResponse> UpdateAsync(ScenarioRun run, TimeSkippingConfig? config, string path = "time_skipping_config") =>
        run.Service.UpdateWorkflowExecutionOptionsAsync(
            new()
            {
                Namespace = run.Namespace,
                WorkflowExecution = ScenarioRun.Execution(run.Id("workflow")),
                WorkflowExecutionOptions = new() { TimeSkippingConfig = config?.Clone() },
                UpdateMask = new() { Paths = { path } },
                Identity = ScenarioRun.ClientIdentity,
            },
            ScenarioRun.Rpc());

    private static Task<PollWorkflowExecutionTimeSkippingResponse> PollAsync(ScenarioRun run, string id) =>
        run.Service.PollWorkflowExecutionTimeSkippingAsync(
            new() { Namespace = run.Namespace, WorkflowExecution = ScenarioRun.Execution(run.Id("workflow")), FastForwardId = id }, ScenarioRun.Rpc(30));

    private static async Task RecordAsync(ScenarioRun run, string name = "workflow")
    {
        await run.RecordHistoryAsync(name);
        await RecordHoursAsync(run, name);
    }

    /// <summary>
    /// In which hour each of the run's events happened: what the servers' clocks differ in is far less. Counted from the second event on;
    /// the real server gives the first one of a child or of a retry the time outside, which no part of it counts from.
    /// </summary>
    private static async Task RecordHoursAsync(ScenarioRun run, string name = "workflow")
    {
        var events = (await run.HistoryAsync(run.Id(name))).Skip(1).ToList();
        var start = events[0].EventTime.ToDateTime();
        run.Record($"hours of {name}", string.Join(' ', events.Select(e => Math.Round((e.EventTime.ToDateTime() - start).TotalHours))));
    }
}
