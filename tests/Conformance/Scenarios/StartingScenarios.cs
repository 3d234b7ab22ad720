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
