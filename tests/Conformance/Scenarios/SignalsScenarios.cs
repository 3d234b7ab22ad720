using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

public sealed class SignalsScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    [Theory, Scenario]
    public Task InOrder_ShareOneTask(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync();
        await worker.SignalAsync("one", new { Number = 1 });
        await worker.SignalAsync("two", new { Number = 2 });
        await worker.SignalAsync("one", new { Number = 3 });
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task BeforeFirstTask_FollowsItsScheduling(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.SignalAsync("early");
        var task = await worker.PollAsync();
        worker.RecordTask("first task", task);
        await worker.CompleteAsync(task, CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task SameRequestId_IsRecordedOnce(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var requestId = Guid.NewGuid().ToString();
        await worker.StartAsync();
        await worker.StepAsync();
        await worker.SignalAsync("once", 1, requestId: requestId);
        await worker.SignalAsync("once", 2, requestId: requestId);
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task WithStart_NewRun_SignalComesBeforeTheTask(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        run.Record("answer", await SignalWithStartAsync(run, "hello"));
        var task = await worker.PollAsync();
        worker.RecordTask("first task", task);
        await worker.CompleteAsync(task, CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task WithStart_RunningWorkflow_IsOnlySignalled(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync();
        run.Record("answer", await SignalWithStartAsync(run, "hello"));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task WithStart_ClosedWorkflow_StartsANewRun(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var first = await worker.StartAsync();
        await worker.StepAsync(CompleteWorkflow("first"));
        await Task.Delay(1200);
        run.Record("answer", await SignalWithStartAsync(run, "again"));
        await worker.StepAsync(CompleteWorkflow("second"));
        await run.RecordHistoryAsync(runId: first, document: "first run");
        await run.RecordHistoryAsync(document: "second run");
    });

    [Theory, Scenario]
    public Task ToAnotherWorkflow_ArrivesThere(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync("receiver");
        await worker.StepAsync();
        await worker.StartAsync("sender");
        await worker.StepAsync(SignalExternal(run.Id("receiver"), "greeting"));
        await run.WaitForAsync(run.Id("sender"), EventType.ExternalWorkflowExecutionSignaled);
        await worker.StepAsync(CompleteWorkflow());
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync("sender");
        await run.RecordHistoryAsync("receiver");
    });

    [Theory, Scenario]
    public Task ToUnknownWorkflow_FailsInHistory(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(SignalExternal(run.Id("nobody"), "greeting"));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task ToItself_FailsInHistory(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(SignalExternal(run.Id("workflow"), "echo"));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task WithHeader_KeepsIt(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync();
        await run.Service.SignalWorkflowExecutionAsync(
            new()
            {
                Namespace = run.Namespace,
                WorkflowExecution = ScenarioRun.Execution(run.Id("workflow")),
                SignalName = "traced",
                Header = new() { Fields = { ["trace"] = Payloads.Of("abc") } },
                Identity = ScenarioRun.ClientIdentity,
            },
            ScenarioRun.Rpc());
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    private static Task<SignalWithStartWorkflowExecutionResponse> SignalWithStartAsync(ScenarioRun run, string signal) =>
        run.Service.SignalWithStartWorkflowExecutionAsync(
            new()
            {
                Namespace = run.Namespace,
                WorkflowId = run.Id("workflow"),
                WorkflowType = new() { Name = HandDrivenWorker.WorkflowType },
                TaskQueue = new() { Name = run.TaskQueue },
                Identity = ScenarioRun.ClientIdentity,
                RequestId = Guid.NewGuid().ToString(),
                Input = Payloads.List("start input"),
                SignalName = signal,
                SignalInput = Payloads.List("signal input"),
            },
            ScenarioRun.Rpc());

    [Theory, Scenario]
    public Task WithStart_UnderEachConflictPolicy(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        foreach (var name in new[] { "nobody", "running" })
        {
            foreach (var policy in new[]
            {
                Temporalio.Api.Enums.V1.WorkflowIdConflictPolicy.Fail, Temporalio.Api.Enums.V1.WorkflowIdConflictPolicy.UseExisting, Temporalio.Api.Enums.V1.WorkflowIdConflictPolicy.TerminateExisting,
            })
            {
                var id = $"{name} {policy}";
                if (name == "running")
                {
                    await worker.StartAsync(id);
                }

                await run.RecordErrorOrAnswerAsync(id, () => run.Service.SignalWithStartWorkflowExecutionAsync(
                    new()
                    {
                        Namespace = run.Namespace,
                        WorkflowId = run.Id(id),
                        WorkflowType = new() { Name = HandDrivenWorker.WorkflowType },
                        TaskQueue = new() { Name = run.TaskQueue },
                        RequestId = Guid.NewGuid().ToString(),
                        SignalName = "hello",
                        WorkflowIdConflictPolicy = policy,
                    },
                    ScenarioRun.Rpc()));
            }
        }
    });
}
