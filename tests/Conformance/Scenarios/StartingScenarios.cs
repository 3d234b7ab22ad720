using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Enums.V1;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

public sealed class StartingScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    [Theory, Scenario]
    public Task Delayed_HasNoTaskUntilThen(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: r => r.WorkflowStartDelay = HandDrivenWorker.Seconds(2));
        run.Record("describe", await run.DescribeAsync(run.Id("workflow")));
        await run.RecordHistoryAsync(document: "history before");
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task DelayedAndSignalled_StillWaits(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: r => r.WorkflowStartDelay = HandDrivenWorker.Seconds(2));
        await worker.SignalAsync("early");
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task DelayedAndTerminated_NeverRuns(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: r => r.WorkflowStartDelay = HandDrivenWorker.Seconds(60));
        await worker.TerminateAsync();
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task DelayedAndCancelled_StillWaits(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: r => r.WorkflowStartDelay = HandDrivenWorker.Seconds(2));
        await worker.RequestCancelAsync();
        await worker.StepAsync(CancelWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task DelayedForLongAndCancelled_HasItsTaskAtOnce(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: r => r.WorkflowStartDelay = HandDrivenWorker.Seconds(36_000));
        await worker.SignalAsync("early");
        await run.RecordHistoryAsync(document: "history before");
        await worker.RequestCancelAsync();
        await worker.SignalAsync("late");
        await worker.StepAsync(CancelWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task DelayedForLongAndCancelledByAnother_HasItsTaskAtOnce(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var other = new HandDrivenWorker(run, run.Id("other queue"));
        await worker.StartAsync(configure: r => r.WorkflowStartDelay = HandDrivenWorker.Seconds(36_000));
        await other.StartAsync("other");
        await other.StepAsync(CancelExternal(run.Id("workflow")));
        await worker.StepAsync(CancelWorkflow());
        await other.TerminateAsync("other");
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task RunIds_HaveTheVersionOfTheirOrigin(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var first = Guid.Parse(await worker.StartAsync());
        run.Record("started", $"{first.Version}");
        await worker.StepAsync(ContinueAsNew(run.TaskQueue));
        await RecordVersionAsync("workflow", "continued");
        await worker.StepAsync(StartChild(run.Id("child"), run.Id("other queue")));
        await run.WaitForAsync(run.Id("child"), EventType.WorkflowExecutionStarted);
        await RecordVersionAsync("child", "child");
        var reset = await run.Service.ResetWorkflowExecutionAsync(
            new()
            {
                Namespace = run.Namespace,
                WorkflowExecution = ScenarioRun.Execution(run.Id("workflow")),
                WorkflowTaskFinishEventId = 4,
                RequestId = Guid.NewGuid().ToString(),
            },
            ScenarioRun.Rpc());
        run.Record("reset", $"{Guid.Parse(reset.RunId).Version}");
        run.Record("replaced", $"{Guid.Parse(await worker.StartAsync(configure: r => r.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.TerminateExisting)).Version}");
        var signalled = await run.Service.SignalWithStartWorkflowExecutionAsync(
            new()
            {
                Namespace = run.Namespace,
                WorkflowId = run.Id("signalled"),
                WorkflowType = new() { Name = HandDrivenWorker.WorkflowType },
                TaskQueue = new() { Name = run.TaskQueue },
                RequestId = Guid.NewGuid().ToString(),
                SignalName = "hello",
            },
            ScenarioRun.Rpc());
        run.Record("started by a signal", $"{Guid.Parse(signalled.RunId).Version}");
        foreach (var name in new[] { "workflow", "child", "signalled" })
        {
            await worker.TerminateAsync(name);
        }

        await worker.StartAsync("retried", r => (r.RetryPolicy, r.TaskQueue.Name) = (new() { InitialInterval = HandDrivenWorker.Seconds(36_000) }, run.Id("retries")));
        await new HandDrivenWorker(run, run.Id("retries")).StepAsync(FailWorkflow(Failures.Application("not yet")));
        await RecordVersionAsync("retried", "retried");
        await worker.TerminateAsync("retried");

        async Task RecordVersionAsync(string name, string document) =>
            run.Record(document, $"{Guid.Parse((await run.DescribeAsync(run.Id(name))).WorkflowExecutionInfo.Execution.RunId).Version}");
    });

    [Theory, Scenario]
    public Task TaskTimeouts_AreCapped(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync("long", r => r.WorkflowTaskTimeout = HandDrivenWorker.Seconds(1000));
        await worker.StartAsync("longer than the run", r => (r.WorkflowTaskTimeout, r.WorkflowRunTimeout) = (HandDrivenWorker.Seconds(60), HandDrivenWorker.Seconds(30)));
        await worker.StartAsync("run longer than the execution", r => (r.WorkflowRunTimeout, r.WorkflowExecutionTimeout) = (HandDrivenWorker.Seconds(60), HandDrivenWorker.Seconds(40)));
        foreach (var name in new[] { "long", "longer than the run", "run longer than the execution" })
        {
            await run.RecordHistoryAsync(name);
            await worker.TerminateAsync(name);
        }
    });

    [Theory, Scenario]
    public Task RetryPolicy_IsCompleted(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: r => r.RetryPolicy = new() { NonRetryableErrorTypes = { "Fatal" } });
        await worker.TerminateAsync();
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Priority_TravelsToTasksAndActivities(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: r => r.Priority = new() { PriorityKey = 2, FairnessKey = "tenant", FairnessWeight = 2 });
        var task = await worker.PollAsync();
        worker.RecordTask("workflow task", task);
        await worker.CompleteAsync(
            task,
            ScheduleActivity("inherits", run.TaskQueue),
            ScheduleActivity("own", run.Id("other queue"), a => a.Priority = new() { PriorityKey = 1 }));
        worker.RecordActivityTask("activity task", await worker.PollActivityAsync());
        await worker.TerminateAsync();
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task UseExisting_AttachesTheRequest(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync();
        var request = worker.StartRequest(configure: r =>
        {
            r.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.UseExisting;
            r.OnConflictOptions = new() { AttachRequestId = true };
        });
        run.Record("second start", await run.Service.StartWorkflowExecutionAsync(request, ScenarioRun.Rpc()));
        run.Record("the same again", await run.Service.StartWorkflowExecutionAsync(request, ScenarioRun.Rpc()));
        run.Record("describe", (await run.DescribeAsync(run.Id("workflow"))).WorkflowExtendedInfo);
        await worker.SignalAsync("finish");
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task SignalWithStart_UnderEachPolicy(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(CompleteWorkflow());
        await Task.Delay(1200);
        await run.RecordErrorAsync("reject duplicate", () => run.Service.SignalWithStartWorkflowExecutionAsync(
            new()
            {
                Namespace = run.Namespace,
                WorkflowId = run.Id("workflow"),
                WorkflowType = new() { Name = HandDrivenWorker.WorkflowType },
                TaskQueue = new() { Name = run.TaskQueue },
                RequestId = Guid.NewGuid().ToString(),
                SignalName = "hello",
                WorkflowIdReusePolicy = WorkflowIdReusePolicy.RejectDuplicate,
            },
            ScenarioRun.Rpc()));
        await run.RecordErrorAsync("without signal", () => run.Service.SignalWithStartWorkflowExecutionAsync(
            new()
            {
                Namespace = run.Namespace,
                WorkflowId = run.Id("workflow"),
                WorkflowType = new() { Name = HandDrivenWorker.WorkflowType },
                TaskQueue = new() { Name = run.TaskQueue },
                RequestId = Guid.NewGuid().ToString(),
            },
            ScenarioRun.Rpc()));
    });

    [Theory, Scenario]
    public Task Links_AreKeptOnTheFirstEvent(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: r => r.Links.Add(new Temporalio.Api.Common.V1.Link
        {
            WorkflowEvent = new() { Namespace = run.Namespace, WorkflowId = "elsewhere", RunId = Guid.NewGuid().ToString(), EventRef = new() { EventId = 5, EventType = EventType.TimerStarted } },
        }));
        await worker.TerminateAsync();
        await run.RecordHistoryAsync();
    });
}
