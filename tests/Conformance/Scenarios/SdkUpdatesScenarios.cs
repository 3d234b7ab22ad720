using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Worker;
using static Mdlc.Conformance.Tests.Scenarios.SdkUpdateWorkflows;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>Updates as programs use them: by the SDK's client, with handlers and validators in a worker of the SDK.</summary>
public sealed class SdkUpdatesScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    [Theory, Scenario]
    public Task Execute_ReturnsTheHandlersResult(Reference reference) => WithAccountAsync(reference, async (run, account) =>
    {
        run.Record("first", $"{await account.ExecuteUpdateAsync(w => w.DepositAsync(10), Id("first"))}");
        run.Record("second", $"{await account.ExecuteUpdateAsync(w => w.DepositAsync(5), Id("second"))}");
        run.Record("balance", $"{await account.QueryAsync(w => w.Balance())}");
        await account.ExecuteUpdateAsync(w => w.EndAsync(), Id("end"));
        run.Record("result", $"{await account.GetResultAsync()}");
    });

    [Theory, Scenario]
    public Task Validator_RejectsWithoutHistory(Reference reference) => WithAccountAsync(reference, async (run, account) =>
    {
        run.Record("rejected", await FailureAsync(() => account.ExecuteUpdateAsync(w => w.DepositAsync(-1), Id("bad"))));
        run.Record("rejected again", await FailureAsync(() => account.ExecuteUpdateAsync(w => w.DepositAsync(-2), Id("bad"))));
        run.Record("unknown", await FailureAsync(() => account.ExecuteUpdateAsync("Unknown", [], Id("unknown"))));
        await run.RecordHistoryAsync(document: "history before the end");
        await account.ExecuteUpdateAsync(w => w.EndAsync(), Id("end"));
        await account.GetResultAsync();
    });

    [Theory, Scenario]
    public Task Handler_Fails(Reference reference) => WithAccountAsync(reference, async (run, account) =>
    {
        run.Record("failed", await FailureAsync(() => account.ExecuteUpdateAsync(w => w.DepositAsync(1001), Id("much"))));
        await account.ExecuteUpdateAsync(w => w.EndAsync(), Id("end"));
        await account.GetResultAsync();
    });

    [Theory, Scenario]
    public Task Started_ResultComesLater(Reference reference) => WithAccountAsync(reference, async (run, account) =>
    {
        var update = await account.StartUpdateAsync(w => w.GreetAsync("Ada"), new(WorkflowUpdateStage.Accepted) { Id = "greet" });
        run.Record("result", await update.GetResultAsync());
        var known = account.GetUpdateHandle<string>("greet");
        run.Record("result by its handle", await known.GetResultAsync());
        await account.ExecuteUpdateAsync(w => w.EndAsync(), Id("end"));
        await account.GetResultAsync();
        run.Record("result after the end", await known.GetResultAsync());
    });

    [Theory, Scenario]
    public Task Ended_WithAHandlerAtWork(Reference reference) => WithAccountAsync(reference, async (run, account) =>
    {
        var update = await account.StartUpdateAsync(w => w.WaitAsync(), new(WorkflowUpdateStage.Accepted) { Id = "wait" });
        await account.SignalAsync(w => w.EndBySignalAsync());
        await account.GetResultAsync();
        run.Record("unfinished", await FailureAsync(() => update.GetResultAsync()));
        await run.RecordErrorAsync("after the end", () => account.ExecuteUpdateAsync(w => w.DepositAsync(1), Id("late")));
    });

    [Theory, Scenario]
    public Task Ended_AfterAllHandlers(Reference reference) => CompareAsync(reference, run => run.WithWorkerAsync(Everything, async () =>
    {
        var account = await run.Client.StartWorkflowAsync((Account w) => w.RunAsync(true), run.Options());
        await run.WaitForAsync(account.Id, EventType.WorkflowTaskCompleted);
        var update = await account.StartUpdateAsync(w => w.GreetAsync("Ada"), new(WorkflowUpdateStage.Accepted) { Id = "greet" });
        await account.SignalAsync(w => w.EndBySignalAsync());
        run.Record("greeting", await update.GetResultAsync());
        await account.GetResultAsync();
        run.Record("events", string.Join(", ", (await run.HistoryAsync(account.Id)).Select(e => e.EventType).Where(IsOfTheWorkflow).Order()));

        // The order of signal and activity, and how many workflow tasks they make, depend on the worker's speed.
        static bool IsOfTheWorkflow(EventType type) => !type.ToString().StartsWith("WorkflowTask", StringComparison.Ordinal);
    }));

    [Theory, Scenario]
    public Task WithoutCache_Replays(Reference reference) => CompareAsync(reference, run => run.WithWorkerAsync(
        o =>
        {
            Everything(o);
            o.MaxCachedWorkflows = 0;
        },
        async () =>
        {
            var account = await run.Client.StartWorkflowAsync((Account w) => w.RunAsync(false), run.Options());
            await run.WaitForAsync(account.Id, EventType.WorkflowTaskCompleted);
            run.Record("first", $"{await account.ExecuteUpdateAsync(w => w.DepositAsync(10), Id("first"))}");
            run.Record("rejected", await FailureAsync(() => account.ExecuteUpdateAsync(w => w.DepositAsync(-1), Id("bad"))));
            run.Record("second", $"{await account.ExecuteUpdateAsync(w => w.DepositAsync(5), Id("second"))}");
            await account.ExecuteUpdateAsync(w => w.EndAsync(), Id("end"));
            run.Record("result", $"{await account.GetResultAsync()}");
            await run.RecordHistoryAsync();
        }));

    [Theory, Scenario]
    public Task WithStart_StartsAndUpdates(Reference reference) => CompareAsync(reference, run => run.WithWorkerAsync(Everything, async () =>
    {
        var first = await DepositWithStartAsync(run, 10, "first", WorkflowIdConflictPolicy.Fail);
        run.Record("first", $"{await first.GetResultAsync()}");
        var second = await DepositWithStartAsync(run, 5, "second", WorkflowIdConflictPolicy.UseExisting);
        run.Record("second", $"{await second.GetResultAsync()}");
        run.Record("rejected", await FailureAsync(async () =>
        {
            var bad = await DepositWithStartAsync(run, -1, "bad", WorkflowIdConflictPolicy.UseExisting);
            await bad.GetResultAsync();
        }));
        var exists = await Assert.ThrowsAsync<WorkflowAlreadyStartedException>(() => DepositWithStartAsync(run, 1, "third", WorkflowIdConflictPolicy.Fail));
        run.Record("refused", exists.Message);
        var account = run.Client.GetWorkflowHandle<Account, long>(run.Id("workflow"));
        await account.ExecuteUpdateAsync(w => w.EndAsync(), Id("end"));
        run.Record("result", $"{await account.GetResultAsync()}");
        await run.RecordHistoryAsync();
    }));

    [Theory, Scenario]
    public Task ContinueAsNew_NextUpdateMeetsTheNextRun(Reference reference) => CompareAsync(reference, run => run.WithWorkerAsync(Everything, async () =>
    {
        var handle = await run.Client.StartWorkflowAsync((Chain w) => w.RunAsync(0), run.Options());
        await run.WaitForAsync(handle.Id, EventType.WorkflowTaskCompleted, runId: handle.FirstExecutionRunId);
        await OutliveTheMinimumAsync();
        var latest = run.Client.GetWorkflowHandle<Chain, int>(handle.Id);
        run.Record("first", $"{await latest.ExecuteUpdateAsync(w => w.StepAsync(), Id("step"))}");
        await run.WaitForCloseAsync(handle.Id, handle.FirstExecutionRunId);
        await run.WaitForAsync(handle.Id, EventType.WorkflowTaskCompleted);
        run.Record("second", $"{await latest.ExecuteUpdateAsync(w => w.StepAsync(), Id("step"))}");
        run.Record("result", $"{await handle.GetResultAsync()}");
        await run.RecordChainAsync("workflow", handle.FirstExecutionRunId!);
    }));

    [Theory, Scenario]
    public Task ManyAtOnce_AllComplete(Reference reference) => CompareAsync(reference, run => run.WithWorkerAsync(Everything, async () =>
    {
        var account = await run.Client.StartWorkflowAsync((Account w) => w.RunAsync(true), run.Options());
        await Task.WhenAll(Enumerable.Range(0, 9).Select(i => account.ExecuteUpdateAsync(w => w.DepositAsync(1), Id($"deposit {i}"))));
        await Task.WhenAll(Enumerable.Range(0, 9).Select(i => account.ExecuteUpdateAsync(w => w.GreetAsync($"{i}"), Id($"greet {i}"))));
        await account.SignalAsync(w => w.EndBySignalAsync());
        run.Record("result", $"{await account.GetResultAsync()}");
        var counts = (await run.HistoryAsync(account.Id)).CountBy(e => e.EventType).ToDictionary();
        run.Record("accepted", $"{counts[EventType.WorkflowExecutionUpdateAccepted]}");
        run.Record("completed", $"{counts[EventType.WorkflowExecutionUpdateCompleted]}");
    }));

    private Task WithAccountAsync(
        Reference reference, Func<ScenarioRun, WorkflowHandle<Account, long>, Task> body, [System.Runtime.CompilerServices.CallerMemberName] string method = "") =>
        CompareAsync(
            reference,
            run => run.WithWorkerAsync(Everything, async () =>
            {
                var account = await run.Client.StartWorkflowAsync((Account w) => w.RunAsync(false), run.Options());
                await run.WaitForAsync(account.Id, EventType.WorkflowTaskCompleted);
                await body(run, account);
                await run.RecordHistoryAsync();
            }),
            method);

    private static Task<WorkflowUpdateHandle<long>> DepositWithStartAsync(ScenarioRun run, long amount, string id, WorkflowIdConflictPolicy policy)
    {
        var options = run.Options();
        (options.IdConflictPolicy, options.Rpc) = (policy, null);
        var start = WithStartWorkflowOperation.Create((Account w) => w.RunAsync(false), options);
        return run.Client.StartUpdateWithStartWorkflowAsync(
            (Account w) => w.DepositAsync(amount), new(id, start, WorkflowUpdateStage.Completed));
    }

    private static WorkflowUpdateOptions Id(string id) => new(id);

    private static async Task<string> FailureAsync(Func<Task> update)
    {
        var failed = await Assert.ThrowsAsync<WorkflowUpdateFailedException>(update);
        var cause = Assert.IsType<ApplicationFailureException>(failed.InnerException);
        return $"{cause.ErrorType}: {cause.Message}";
    }

    private static void Everything(TemporalWorkerOptions options) =>
        options.AddWorkflow<Account>().AddWorkflow<Chain>().AddActivity(SdkActivities.Greet);
}
