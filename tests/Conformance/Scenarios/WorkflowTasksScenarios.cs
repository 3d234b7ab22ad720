using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Enums.V1;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

public sealed class WorkflowTasksScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    [Theory, Scenario]
    public Task Polled_CarriesTheWholeHistory(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: r => r.Input = Payloads.List(new { Size = 3 }));
        var first = await worker.PollAsync();
        worker.RecordTask("first task", first);
        await worker.CompleteAsync(first, StartTimer("soon", 0.1));
        var second = await worker.PollAsync();
        worker.RecordTask("second task", second);
        await worker.CompleteAsync(second, CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task FailedAgainAndAgain_IsReported(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        for (var attempt = 1; attempt <= 4; attempt++)
        {
            await worker.FailAsync(await worker.PollAsync());
        }

        run.Record("after four", (await run.DescribeAsync(run.Id("workflow"))).WorkflowExecutionInfo.SearchAttributes ?? new());
        await worker.FailAsync(await worker.PollAsync());
        run.Record("after five", (await run.DescribeAsync(run.Id("workflow"))).WorkflowExecutionInfo.SearchAttributes);
        await CountAsync("category=WorkflowTaskFailed");
        await CountAsync("cause=WorkflowTaskFailedCauseWorkflowWorkerUnhandledFailure");
        await worker.StepAsync();
        run.Record("completed", (await run.DescribeAsync(run.Id("workflow"))).WorkflowExecutionInfo.SearchAttributes);
        while (await CountAsync("category=WorkflowTaskFailed", 0) > 0)
        {
        }

        async Task<long> CountAsync(string problem, long least = 1)
        {
            while (true)
            {
                var found = await run.Service.CountWorkflowExecutionsAsync(
                    new() { Namespace = run.Namespace, Query = $"TemporalReportedProblems = '{problem}' AND WorkflowId = '{run.Id("workflow")}'" }, ScenarioRun.Rpc());
                if (found.Count >= least)
                {
                    return found.Count;
                }

                await Task.Delay(100);
            }
        }
    });

    [Theory, Scenario]
    public Task Failed_RetriesAsTransientTask(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.FailAsync(await worker.PollAsync(), "first");
        var second = await worker.PollAsync();
        worker.RecordTask("second attempt", second);
        await worker.FailAsync(second, "second");
        await run.RecordHistoryAsync(document: "history between attempts");
        var third = await worker.PollAsync();
        worker.RecordTask("third attempt", third);
        await worker.CompleteAsync(third, CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task FailedThenSignalled_StartsAgainWithAttemptOne(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.FailAsync(await worker.PollAsync(), "first");
        var second = await worker.PollAsync();
        await worker.SignalAsync("meanwhile");
        await worker.FailAsync(second, "second");
        var third = await worker.PollAsync();
        worker.RecordTask("third task", third);
        await worker.CompleteAsync(third, CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task SignalledBeforeTransientTaskStarts_BecomesNormalTask(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.FailAsync(await worker.PollAsync(), "first");
        await worker.SignalAsync("meanwhile");
        var second = await worker.PollAsync();
        worker.RecordTask("second task", second);
        await worker.CompleteAsync(second, CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task NotAnsweredInTime_TimesOutAndRetries(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: r => r.WorkflowTaskTimeout = HandDrivenWorker.Seconds(2));
        var late = await worker.PollAsync();
        var second = await worker.PollAsync();
        await run.RecordErrorAsync("late answer", () => worker.CompleteAsync(late, CompleteWorkflow()));
        await worker.CompleteAsync(second, CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task AnsweredTwice_IsNotFound(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var task = await worker.StepAsync(StartTimer("long", 3600));
        await run.RecordErrorAsync("completed again", () => worker.CompleteAsync(task));
        await run.RecordErrorAsync("failed afterwards", () => worker.FailAsync(task));
        await worker.TerminateAsync();
        await run.RecordErrorAsync("after the end", () => worker.CompleteAsync(task));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Heartbeat_ForcesANewTask(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var task = await worker.PollAsync();
        var answer = await worker.CompleteAsync(task, r => (r.ForceCreateNewWorkflowTask, r.ReturnNewWorkflowTask) = (true, true));
        worker.RecordTask("task in the reply", answer.WorkflowTask);
        answer = await worker.CompleteAsync(answer.WorkflowTask, r => (r.ForceCreateNewWorkflowTask, r.ReturnNewWorkflowTask) = (true, true));
        await worker.CompleteAsync(answer.WorkflowTask, CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task ForcedWithoutReturn_IsPolled(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var task = await worker.PollAsync();
        await worker.CompleteAsync(task, r => r.ForceCreateNewWorkflowTask = true, RecordMarker("Note", 1));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task BufferedEvents_AreReturnedInTheReply(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var task = await worker.PollAsync();
        await worker.SignalAsync("one", 1);
        await worker.SignalAsync("two", 2);
        await run.RecordHistoryAsync(document: "history while they are buffered");
        var answer = await worker.CompleteAsync(task, r => r.ReturnNewWorkflowTask = true, StartTimer("long", 3600));
        worker.RecordTask("task in the reply", answer.WorkflowTask);
        await worker.CompleteAsync(answer.WorkflowTask, CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    /// <summary>Activity closures leave the buffer after everything else, whatever came first.</summary>
    [Theory, Scenario]
    public Task BufferedActivityClosure_IsOrderedAfterSignals(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("first", run.TaskQueue), ScheduleActivity("second", run.TaskQueue));
        var one = await worker.PollActivityAsync();
        var two = await worker.PollActivityAsync();
        await worker.SignalAsync("wake");
        var task = await worker.PollAsync();
        await worker.CompleteActivityAsync(one.ActivityId == "second" ? one : two, "second");
        await worker.CompleteActivityAsync(one.ActivityId == "second" ? two : one, "first");
        await worker.SignalAsync("late");
        await worker.CompleteAsync(task, RecordMarker("Note", 1));
        var next = await worker.PollAsync();
        worker.RecordTask("next task", next);
        await worker.CompleteAsync(next, CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task ClosingWithBufferedEvents_IsUnhandledCommand(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var task = await worker.PollAsync();
        await worker.SignalAsync("unseen");
        await run.RecordErrorAsync("completion", () => worker.CompleteAsync(task, CompleteWorkflow("too early")));
        var next = await worker.PollAsync();
        worker.RecordTask("next task", next);
        await worker.CompleteAsync(next, CompleteWorkflow("now"));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task CommandBehindTheClosingOne_IsInvalid(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var task = await worker.PollAsync();
        await run.RecordErrorAsync("completion", () => worker.CompleteAsync(task, CompleteWorkflow("first"), StartTimer("second", 1)));
        await worker.StepAsync(CompleteWorkflow("done"));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task BadCommandOnTransientAttempt_DropsTheTask(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: r => r.WorkflowTaskTimeout = HandDrivenWorker.Seconds(2));
        await worker.FailAsync(await worker.PollAsync(), "first");
        var second = await worker.PollAsync();
        await run.RecordErrorAsync("completion", () => worker.CompleteAsync(second, CancelTimer("unknown")));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task NothingToDo_WaitsForAnEvent(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync();
        await worker.SignalAsync("go");
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task SdkMetadataAndMetering_AreKept(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var task = await worker.PollAsync();
        await worker.CompleteAsync(
            task,
            r =>
            {
                r.SdkMetadata = new() { CoreUsedFlags = { 1, 2 }, LangUsedFlags = { 3 }, SdkName = "hand", SdkVersion = "1" };
                r.MeteringMetadata = new() { NonfirstLocalActivityExecutionAttempts = 4 };
            },
            CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task FailedByNondeterminism_KeepsTheCause(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var task = await worker.PollAsync();
        await run.Service.RespondWorkflowTaskFailedAsync(
            new()
            {
                Namespace = run.Namespace,
                TaskToken = task.TaskToken,
                Identity = ScenarioRun.WorkerIdentity,
                Cause = WorkflowTaskFailedCause.NonDeterministicError,
                Failure = Failures.Application("not the same commands", nonRetryable: true),
            },
            ScenarioRun.Rpc());
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });
}
