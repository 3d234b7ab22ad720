using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Enums.V1;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>Whole workflows that are paused, and go on.</summary>
public sealed class PausingScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    [Theory, Scenario]
    public Task WaitingTask_FailsAndFollowsThePause(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await PauseAsync(run, "looked at", "request");
        await PauseAsync(run, "looked at", "request");
        await run.RecordErrorAsync("again", () => PauseAsync(run, "looked at", "other request"));
        await run.RecordErrorAsync("again, unnamed", () => PauseAsync(run, "looked at"));
        run.Record("described", await run.DescribeAsync(run.Id("workflow")));
        await worker.SignalAsync("meanwhile");
        await worker.RequestCancelAsync();
        await UnpauseAsync(run, "seen");
        await run.RecordErrorAsync("unpaused again", () => UnpauseAsync(run));
        run.Record("described later", await run.DescribeAsync(run.Id("workflow")));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
        await run.RecordErrorAsync("closed", () => PauseAsync(run, ""));
        await run.RecordErrorAsync("closed, unpaused", () => UnpauseAsync(run));
        await run.RecordErrorAsync("unknown", () => PauseAsync(run, "", name: "unknown"));
    });

    [Theory, Scenario]
    public Task StartedTask_IsTakenAndNoneFollows(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var task = await worker.PollAsync();
        await PauseAsync(run, "");
        await worker.SignalAsync("meanwhile");
        run.Record("described", await run.DescribeAsync(run.Id("workflow")));
        await run.RecordErrorAsync("heartbeat", () => worker.CompleteAsync(task, r => r.ForceCreateNewWorkflowTask = true));
        await worker.CompleteAsync(task, StartTimer("timer", 0.1), ScheduleActivity("work", run.TaskQueue));
        await run.WaitForAsync(run.Id("workflow"), EventType.TimerFired);
        run.Record("described later", await run.DescribeAsync(run.Id("workflow")));
        await run.RecordHistoryAsync(document: "history before");
        await UnpauseAsync(run);
        await worker.CompleteActivityAsync(await worker.PollActivityAsync());
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task StartedTask_FailsAndIsTriedAfterThePause(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var task = await worker.PollAsync();
        await PauseAsync(run, "");
        await worker.FailAsync(task);
        await run.RecordHistoryAsync(document: "history before");
        await UnpauseAsync(run);
        var second = await worker.PollAsync();
        worker.RecordTask("second", second);
        await worker.CompleteAsync(second, CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task PausedAndUnpausedDuringATask_GoesOn(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var task = await worker.PollAsync();
        await PauseAsync(run, "");
        await UnpauseAsync(run);
        await worker.CompleteAsync(task);
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task WaitingActivity_LeavesAfterThePause(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("started", run.TaskQueue), ScheduleActivity("waiting", run.TaskQueue, a => a.TaskQueue = new() { Name = run.Id("other queue") }));
        var started = await worker.PollActivityAsync();
        await PauseAsync(run, "");
        run.Record("heartbeat", await worker.HeartbeatAsync(started, 1));
        run.Record("described", await run.DescribeAsync(run.Id("workflow")));
        await worker.CompleteActivityAsync(started, "done");
        await run.RecordHistoryAsync(document: "history before");
        await UnpauseAsync(run);
        var other = new HandDrivenWorker(run, run.Id("other queue"));
        await other.CompleteActivityAsync(await other.PollActivityAsync());
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Paused_IsNeitherAskedNorUpdated(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync();
        await PauseAsync(run, "");
        run.Record("query", await run.Service.QueryWorkflowAsync(
            new() { Namespace = run.Namespace, Execution = ScenarioRun.Execution(run.Id("workflow")), Query = new() { QueryType = "state" } }, ScenarioRun.Rpc()));
        await run.RecordErrorAsync("update", () => run.Service.UpdateWorkflowExecutionAsync(
            new()
            {
                Namespace = run.Namespace,
                WorkflowExecution = ScenarioRun.Execution(run.Id("workflow")),
                WaitPolicy = new() { LifecycleStage = UpdateWorkflowExecutionLifecycleStage.Accepted },
                Request = new() { Meta = new() { UpdateId = "update", Identity = ScenarioRun.ClientIdentity }, Input = new() { Name = "change" } },
            },
            ScenarioRun.Rpc()));
        await run.RecordErrorAsync("start", () => worker.StartAsync());
        await worker.TerminateAsync();
        run.Record("terminated", await run.DescribeAsync(run.Id("workflow")));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Lists_ShowThePause(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await PauseAsync(run, "because");
        await RecordCountAsync("paused", "ExecutionStatus = 'Paused'", 1);
        await RecordCountAsync("reason", "TemporalPauseInfo = 'Reason:because'", 1);
        await RecordCountAsync("workflow", $"TemporalPauseInfo = 'Workflow:{run.Id("workflow")}'", 1);
        await UnpauseAsync(run);
        await RecordCountAsync("running later", "ExecutionStatus = 'Running'", 1);
        await worker.TerminateAsync();

        async Task RecordCountAsync(string name, string query, int expected)
        {
            var request = new Temporalio.Api.WorkflowService.V1.CountWorkflowExecutionsRequest
            {
                Namespace = run.Namespace,
                Query = $"WorkflowId = '{run.Id("workflow")}' AND {query}",
            };
            var counted = await run.Service.CountWorkflowExecutionsAsync(request, ScenarioRun.Rpc());
            while (counted.Count != expected)
            {
                // Ten a second are all that the real server answers.
                await Task.Delay(300);
                counted = await run.Service.CountWorkflowExecutionsAsync(request, ScenarioRun.Rpc());
            }

            run.Record(name, counted);
        }
    });

    [Theory, Scenario]
    public Task Http_PausesAndUnpauses(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await run.RecordHttpAsync("pause", HttpMethod.Post, $"workflows/{run.PathId("workflow")}/pause", """{"reason": "why", "identity": "client"}""");
        await run.RecordHttpAsync("unpause", HttpMethod.Post, $"workflows/{run.PathId("workflow")}/unpause", """{"reason": "go", "identity": "client"}""");
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    private static Task PauseAsync(ScenarioRun run, string reason, string request = "", string name = "workflow") => run.Service.PauseWorkflowExecutionAsync(
        new() { Namespace = run.Namespace, WorkflowId = run.Id(name), Identity = ScenarioRun.ClientIdentity, Reason = reason, RequestId = request }, ScenarioRun.Rpc());

    private static Task UnpauseAsync(ScenarioRun run, string reason = "") => run.Service.UnpauseWorkflowExecutionAsync(
        new() { Namespace = run.Namespace, WorkflowId = run.Id("workflow"), Identity = ScenarioRun.ClientIdentity, Reason = reason }, ScenarioRun.Rpc());
}
