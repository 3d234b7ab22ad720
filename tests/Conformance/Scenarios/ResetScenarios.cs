using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>Resetting workflows to an earlier point of their history.</summary>
public sealed class ResetScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    [Theory, Scenario]
    public Task RunningWorkflow_EndsAndBeginsAgain(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var first = await worker.StartAsync(configure: r => (r.Memo, r.WorkflowExecutionTimeout) =
            (new() { Fields = { ["owner"] = Payloads.Of("me") } }, HandDrivenWorker.Seconds(600)));
        await worker.StepAsync(StartTimer("t", 3600));
        var second = await ResetAsync(run, 4);
        run.Record("described", await run.DescribeAsync(run.Id("workflow")));
        run.Record("the first described", await DescribeAsync(run, first));
        var task = await worker.PollAsync();
        worker.RecordTask("task of the new run", task);
        await worker.CompleteAsync(task, CompleteWorkflow("again"));
        await run.RecordHistoryAsync(runId: first, document: "first run");
        await run.RecordHistoryAsync(runId: second, document: "second run");
    });

    [Theory, Scenario]
    public Task BeforeTheStartOfTheTask_StartsAndFailsIt(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(StartTimer("t", 3600));
        await ResetAsync(run, 3);
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task ClosedWorkflow_RunsAgain(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var first = await worker.StartAsync();
        await worker.StepAsync(StartTimer("t", 0.1));
        await worker.StepAsync(FailWorkflow(Failures.Application("the code was wrong")));
        var second = await ResetAsync(run, 8);
        await worker.StepAsync(CompleteWorkflow("right"));
        await run.RecordHistoryAsync(runId: first, document: "first run");
        await run.RecordHistoryAsync(runId: second, document: "second run");
        run.Record("the first described", await DescribeAsync(run, first));
    });

    [Theory, Scenario]
    public Task WhileATaskRuns_ItIsTakenAway(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var first = await worker.StartAsync();
        await worker.StepAsync();
        await worker.SignalAsync("go");
        var task = await worker.PollAsync();
        await worker.SignalAsync("buffered");
        await ResetAsync(run, 4);
        await run.RecordErrorAsync("late answer", () => worker.CompleteAsync(task, CompleteWorkflow()));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync(runId: first, document: "first run");
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Signals_HappenAgain(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.SignalAsync("before", 1);
        await worker.StepAsync();
        await worker.SignalAsync("after", 2);
        await worker.StepAsync();
        await worker.SignalAsync("later", 3);
        await worker.RequestCancelAsync();
        await ResetAsync(run, 5);
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task SignalsExcluded_DoNotHappenAgain(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync();
        await worker.SignalAsync("after");
        await worker.StepAsync();
        await ResetAsync(run, 4, r => r.ResetReapplyExcludeTypes.Add(ResetReapplyExcludeType.Signal));
        await worker.StepAsync();
        await run.RecordHistoryAsync(document: "by exclude type");
#pragma warning disable CS0612 // Deprecated by Temporal, and still what older clients send.
        await worker.SignalAsync("again");
        await ResetAsync(run, 7, r => r.ResetReapplyType = ResetReapplyType.None);
#pragma warning restore CS0612
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync(document: "by reapply type");
    });

    [Theory, Scenario]
    public Task EarlierRun_SignalsOfItsSuccessorsHappenAgain(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var first = await worker.StartAsync();
        await worker.StepAsync();
        await worker.SignalAsync("to the first");
        await worker.StepAsync(ContinueAsNew(run.TaskQueue));
        await worker.StepAsync();
        await worker.SignalAsync("to the second");
        await worker.StepAsync(ContinueAsNew(run.TaskQueue));
        await worker.StepAsync();
        await worker.SignalAsync("to the third");
        await ResetAsync(run, 4, r => r.WorkflowExecution.RunId = first);
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Activities_PendingAtThePointAreHandedOutAgain(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("one", run.TaskQueue), StartTimer("t", 0.1));
        var inHand = await worker.PollActivityAsync();
        await worker.StepAsync();
        await worker.CompleteActivityAsync(inHand, "first time");
        await worker.StepAsync(ScheduleActivity("two", run.TaskQueue));
        await worker.PollActivityAsync();
        await ResetAsync(run, 9);
        await run.RecordErrorAsync("late heartbeat", () => worker.HeartbeatAsync(inHand, 1));
        var again = await worker.PollActivityAsync();
        worker.RecordActivityTask("again", again);
        await worker.StepAsync();
        await worker.CompleteActivityAsync(again, "second time");
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Timers_KeepTheirTimes(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(StartTimer("t", 1));
        await worker.SignalAsync("go");
        await worker.StepAsync();
        await run.WaitForAsync(run.Id("workflow"), EventType.TimerFired);
        await ResetAsync(run, 8, r => r.ResetReapplyExcludeTypes.Add(ResetReapplyExcludeType.Signal));
        await run.WaitForAsync(run.Id("workflow"), EventType.TimerFired);
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task RunningChild_BelongsToTheNewRun(Reference reference) => CompareAsync(reference, async run =>
    {
        var (worker, children) = await WithChildAsync(run);
        await worker.SignalAsync("go");
        await worker.StepAsync();
        await ResetAsync(run, 8);
        run.Record("described", await run.DescribeAsync(run.Id("workflow")));
        await worker.StepAsync();
        await children.StepAsync(CompleteWorkflow("the child's"));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
        await run.RecordHistoryAsync("child");
    });

    [Theory, Scenario]
    public Task ClosedChild_TheNewRunHearsOfIt(Reference reference) => CompareAsync(reference, async run =>
    {
        var (worker, children) = await WithChildAsync(run);
        await children.StepAsync(CompleteWorkflow("the child's"));
        await worker.StepAsync();
        await ResetAsync(run, 8);
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task RunningChild_IsNotClosedWithTheNewRun(Reference reference) => CompareAsync(reference, async run =>
    {
        var (worker, _) = await WithChildAsync(run);
        await ResetAsync(run, 8);
        await worker.StepAsync(CompleteWorkflow());
        await Task.Delay(TimeSpan.FromSeconds(1));
        await run.RecordHistoryAsync("child");
    });

    [Theory, Scenario]
    public Task BadRequests_AreRefused(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(StartTimer("t", 3600), StartTimer("u", 3600));
        foreach (var id in new[] { 0, 1, 2, 5, 6, 7, 100 })
        {
            await run.RecordErrorAsync($"to event {id}", () => ResetAsync(run, id));
        }

        await run.RecordErrorAsync("no request id", () => ResetAsync(run, 4, r => r.RequestId = ""));
        await run.RecordErrorAsync("no workflow", () => ResetAsync(run, 4, r => r.WorkflowExecution = null));
        await run.RecordErrorAsync("no workflow id", () => ResetAsync(run, 4, r => r.WorkflowExecution.WorkflowId = ""));
        await run.RecordErrorAsync("bad run", () => ResetAsync(run, 4, r => r.WorkflowExecution.RunId = "no uuid"));
        await run.RecordErrorAsync("unknown run", () => ResetAsync(run, 4, r => r.WorkflowExecution.RunId = "00000000-0000-4000-8000-000000000000"));
        await run.RecordErrorAsync("unknown workflow", () => ResetAsync(run, 4, r => r.WorkflowExecution.WorkflowId = run.Id("unknown")));
        await worker.TerminateAsync();
        await run.RecordHistoryAsync();
    });

    /// <summary>A workflow with a running child: task 2-4, child asked for 5 and started 6, task scheduled 7.</summary>
    [Theory, Scenario]
    public Task PostResetOperations_UpdateTheOptionsOfTheNewRun(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(StartTimer("t", 3600));
        await worker.SignalAsync("go on");
        await ResetAsync(run, 4, r => r.PostResetOperations.Add(
        [
            Update("priority", new() { Priority = new() { PriorityKey = 2 } }),
            Update("priority.fairness_key", new() { Priority = new() { FairnessKey = "tenant" } }),
        ]));
        await run.RecordHistoryAsync();
        await run.RecordErrorAsync("signal", () => ResetAsync(run, 4, r => r.PostResetOperations.Add(
            new PostResetOperation { SignalWorkflow = new() { SignalName = "news" } })));
        await run.RecordErrorAsync("nothing", () => ResetAsync(run, 4, r => r.PostResetOperations.Add(new PostResetOperation())));
        await run.RecordErrorAsync("no such option", () => ResetAsync(run, 4, r => r.PostResetOperations.Add(Update("colour", new()))));

        static PostResetOperation Update(string mask, WorkflowExecutionOptions options) => new()
        {
            UpdateWorkflowOptions = new() { WorkflowExecutionOptions = options, UpdateMask = new() { Paths = { mask } } },
        };
    });

    private static async Task<(HandDrivenWorker Parent, HandDrivenWorker Children)> WithChildAsync(ScenarioRun run)
    {
        var worker = new HandDrivenWorker(run);
        var children = new HandDrivenWorker(run, run.Id("children"));
        await worker.StartAsync();
        await worker.StepAsync(StartChild(run.Id("child"), children.TaskQueue));
        await worker.StepAsync();
        return (worker, children);
    }

    private static async Task<string> ResetAsync(ScenarioRun run, long finishEventId, Action<ResetWorkflowExecutionRequest>? configure = null)
    {
        var request = new ResetWorkflowExecutionRequest
        {
            Namespace = run.Namespace,
            WorkflowExecution = ScenarioRun.Execution(run.Id("workflow")),
            Reason = "try again",
            WorkflowTaskFinishEventId = finishEventId,
            RequestId = Guid.NewGuid().ToString(),
            Identity = ScenarioRun.ClientIdentity,
        };
        configure?.Invoke(request);
        return (await run.Service.ResetWorkflowExecutionAsync(request, ScenarioRun.Rpc())).RunId;
    }

    private static Task<DescribeWorkflowExecutionResponse> DescribeAsync(ScenarioRun run, string runId) => run.Service.DescribeWorkflowExecutionAsync(
        new() { Namespace = run.Namespace, Execution = ScenarioRun.Execution(run.Id("workflow"), runId) }, ScenarioRun.Rpc());

    [Theory, Scenario]
    public Task OfAReset_ToEachOfItsEvents(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(StartTimer("t", 3600));
        var tries = new[] { 3, 5, 4, 5, 6, 3, 4 };
        for (var i = 0; i < tries.Length; i++)
        {
            await run.RecordErrorOrAnswerAsync($"{i}: to {tries[i]}", () => ResetAsync(run, tries[i]));
            await run.RecordHistoryAsync(document: $"history after {i}");
        }

        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });
}
