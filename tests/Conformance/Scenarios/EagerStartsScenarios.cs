using Google.Protobuf;
using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>
/// Starts that are answered with the first workflow task. They go by HTTP: the SDK's client asks for it only where a worker of its own waits.
/// </summary>
public sealed class EagerStartsScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    [Theory, Scenario]
    public Task Start_IsAnsweredWithTheFirstTask(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var started = await StartAsync(run, worker);
        Record(run, "started", started);
        run.Record("described", await run.DescribeAsync(run.Id("workflow")));
        await worker.SignalAsync("early");
        await worker.CompleteAsync(started.EagerWorkflowTask, StartTimer("timer", 60));
        await worker.StepAsync(CompleteWorkflow("done"));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task RepeatedStart_IsAnsweredWithTheSameTask(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var request = Guid.NewGuid().ToString();
        var first = await StartAsync(run, worker, r => r.RequestId = request);
        Record(run, "again", await StartAsync(run, worker, r => r.RequestId = request));
        Record(run, "again, without", await StartAsync(run, worker, r => (r.RequestId, r.RequestEagerExecution) = (request, false)));
        Record(run, "again, delayed", await StartAsync(run, worker, r => (r.RequestId, r.WorkflowStartDelay) = (request, HandDrivenWorker.Seconds(5))));
        await worker.CompleteAsync(first.EagerWorkflowTask, StartTimer("timer", 60));
        Record(run, "again, when it is completed", await StartAsync(run, worker, r => r.RequestId = request));
        await worker.TerminateAsync();
        Record(run, "again, when it is closed", await StartAsync(run, worker, r => r.RequestId = request));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task PolledTask_IsToldToWhoAsksForItByTheSameStart(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var request = Guid.NewGuid().ToString();
        await worker.StartAsync(configure: r => r.RequestId = request);
        Record(run, "while it waits", await StartAsync(run, worker, r => r.RequestId = request));
        await worker.PollAsync();
        var told = await StartAsync(run, worker, r => r.RequestId = request);
        Record(run, "when it was polled", told);
        await worker.CompleteAsync(told.EagerWorkflowTask, CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Conflicts_AreDecidedAsAlways(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var first = await worker.StartAsync();
        Record(run, "existing used", await StartAsync(run, worker, r => r.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.UseExisting));
        Record(run, "existing used, attached", await StartAsync(run, worker, r =>
        {
            r.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.UseExisting;
            r.OnConflictOptions = new() { AttachRequestId = true };
        }));
        var second = await StartAsync(run, worker, r => r.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.TerminateExisting);
        Record(run, "existing terminated", second);
        await worker.CompleteAsync(second.EagerWorkflowTask, CompleteWorkflow());
        Record(run, "after it closed", await StartAsync(run, worker));
        await run.RecordHistoryAsync(runId: first, document: "history, first");
        await run.RecordHistoryAsync(runId: second.RunId, document: "history, second");
    });

    [Theory, Scenario]
    public Task DelayedOrBySchedule_HasNoTask(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        Record(run, "delayed", await StartAsync(run, worker, r => r.WorkflowStartDelay = HandDrivenWorker.Seconds(60)));
        await run.RecordHistoryAsync();
        await worker.TerminateAsync();
        Record(run, "by cron", await StartAsync(run, worker, r => r.CronSchedule = "@every 3600s", "cron"));
        await worker.TerminateAsync("cron");
    });

    [Theory, Scenario]
    public Task UnansweredTask_TimesOutAndGoesToTheQueue(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var request = Guid.NewGuid().ToString();
        var started = await StartAsync(run, worker, r => (r.RequestId, r.WorkflowTaskTimeout) = (request, HandDrivenWorker.Seconds(2)));
        var second = await worker.PollAsync();
        worker.RecordTask("second attempt", second);
        Record(run, "started again", await StartAsync(run, worker, r => r.RequestId = request));
        await run.RecordErrorAsync("late answer", () => worker.CompleteAsync(started.EagerWorkflowTask, CompleteWorkflow("late")));
        await worker.CompleteAsync(second, CompleteWorkflow("done"));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task FailedTask_GoesToTheQueue(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var started = await StartAsync(run, worker);
        await worker.FailAsync(started.EagerWorkflowTask);
        await worker.StepAsync(ContinueAsNew(run.TaskQueue));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordChainAsync("workflow", started.RunId);
    });

    [Theory, Scenario]
    public Task BySdk_IsWorkedOnAtOnce(Reference reference) => CompareAsync(reference, run => run.WithWorkerAsync(
        o => o.AddWorkflow<SdkWorkflows.Greeting>().AddActivity(SdkActivities.Greet),
        async () =>
        {
            var options = run.Options();
            options.RequestEagerStart = true;
            run.Record("result", await run.Client.ExecuteWorkflowAsync((SdkWorkflows.Greeting w) => w.RunAsync(new("Ada", 1)), options));
            await run.RecordHistoryAsync();
        }));

    private static Task<StartWorkflowExecutionResponse> StartAsync(
        ScenarioRun run, HandDrivenWorker worker, Action<StartWorkflowExecutionRequest>? configure = null, string name = "workflow") =>
        run.CallHttpAsync<StartWorkflowExecutionResponse>(HttpMethod.Post, $"workflows/{run.PathId(name)}", worker.StartRequest(name, r =>
        {
            r.RequestEagerExecution = true;
            configure?.Invoke(r);
        }));

    private static void Record(ScenarioRun run, string name, StartWorkflowExecutionResponse started)
    {
        var copy = started.Clone();
        if (copy.EagerWorkflowTask is { } task)
        {
            Assert.False(task.TaskToken.IsEmpty);
            task.TaskToken = ByteString.Empty;
        }

        run.Record(name, copy);
    }
}
