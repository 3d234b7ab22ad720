using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Worker;
using Temporalio.Workflows;
using static Mdlc.Conformance.Tests.Scenarios.SdkWorkflows;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>What programs do: a worker and a client of the SDK, with sticky queues and eager activities as they come.</summary>
public sealed class SdkScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    [Theory, Scenario]
    public Task ActivityAndTimer_Complete(Reference reference) => CompareAsync(reference, run => run.WithWorkerAsync(Everything, async () =>
    {
        var options = run.Options();
        (options.StaticSummary, options.StaticDetails) = ("greets", "at length");
        run.Record("result", await run.Client.ExecuteWorkflowAsync((Greeting w) => w.RunAsync(new("Ada", 1)), options));
        await run.RecordHistoryAsync();
    }));

    [Theory, Scenario]
    public Task WithoutCache_EveryTaskReplays(Reference reference) => CompareAsync(reference, run => run.WithWorkerAsync(
        o =>
        {
            Everything(o);
            o.MaxCachedWorkflows = 0;
        },
        async () =>
        {
            run.Record("result", await run.Client.ExecuteWorkflowAsync((Greeting w) => w.RunAsync(new("Ada", 1)), run.Options()));
            await run.RecordHistoryAsync();
        }));

    [Theory, Scenario]
    public Task LocalActivities_LeaveMarkers(Reference reference) => CompareAsync(reference, run => run.WithWorkerAsync(Everything, async () =>
    {
        run.Record("result", await run.Client.ExecuteWorkflowAsync((LocalWork w) => w.RunAsync(), run.Options()));
        await run.RecordHistoryAsync();
    }));

    [Theory, Scenario]
    public Task Patches_LeaveMarkersAndSearchAttributes(Reference reference) => CompareAsync(reference, run => run.WithWorkerAsync(Everything, async () =>
    {
        await run.Client.ExecuteWorkflowAsync((Patches w) => w.RunAsync(), run.Options());
        run.Record("describe", await run.DescribeAsync(run.Id("workflow")));
        await run.RecordHistoryAsync();
    }));

    [Theory, Scenario]
    public Task ApplicationFailure_FailsTheWorkflow(Reference reference) => CompareAsync(reference, run => run.WithWorkerAsync(Everything, async () =>
    {
        await Assert.ThrowsAsync<WorkflowFailedException>(() => run.Client.ExecuteWorkflowAsync((Failing w) => w.RunAsync(), run.Options()));
        await run.RecordHistoryAsync();
    }));

    [Theory, Scenario]
    public Task OtherException_FailsTheTaskOnly(Reference reference) => CompareAsync(reference, run => run.WithWorkerAsync(Everything, async () =>
    {
        run.Record("result", await run.Client.ExecuteWorkflowAsync((Stumbling w) => w.RunAsync(), run.Options()));
        await run.RecordHistoryAsync();
    }));

    [Theory, Scenario]
    public Task SignalsAndQueries_OfARunningWorkflow(Reference reference) => CompareAsync(reference, run => run.WithWorkerAsync(Everything, async () =>
    {
        var handle = await run.Client.StartWorkflowAsync((Mailbox w) => w.RunAsync(), run.Options());
        await run.WaitForAsync(handle.Id, EventType.WorkflowTaskCompleted);
        await handle.SignalAsync(w => w.ReceiveAsync("one"));
        await run.WaitForAsync(handle.Id, EventType.WorkflowTaskCompleted, 2);
        run.Record("count", $"{await handle.QueryAsync(w => w.Count())}");
        await run.RecordErrorAsync("broken query", () => QueryAsync(run, "Broken"));
        await run.RecordErrorAsync("unknown query", () => QueryAsync(run, "Unknown"));
        await handle.SignalAsync(w => w.CloseAsync());
        await handle.GetResultAsync();
        run.Record("count after the end", $"{await handle.QueryAsync(w => w.Count())}");
        await run.RecordHistoryAsync();
    }));

    [Theory, Scenario]
    public Task SignalWithStart_IsHandledFirst(Reference reference) => CompareAsync(reference, run => run.WithWorkerAsync(Everything, async () =>
    {
        var options = run.Options();
        options.SignalWithStart((Mailbox w) => w.CloseAsync());
        await run.Client.ExecuteWorkflowAsync((Mailbox w) => w.RunAsync(), options);
        await run.RecordHistoryAsync();
    }));

    [Theory, Scenario]
    public Task ExternalSignalsAndCancel_FromAWorkflow(Reference reference) => CompareAsync(reference, run => run.WithWorkerAsync(Everything, async () =>
    {
        var receiver = await run.Client.StartWorkflowAsync((Mailbox w) => w.RunAsync(), run.Options("receiver"));
        await run.WaitForAsync(receiver.Id, EventType.WorkflowTaskCompleted);
        await run.Client.ExecuteWorkflowAsync((Sender w) => w.RunAsync(receiver.Id, run.Id("nobody")), run.Options("sender"));
        await run.WaitForCloseAsync(receiver.Id);
        await run.RecordHistoryAsync("sender");
        var events = (await run.HistoryAsync(receiver.Id)).Where(e => e.EventType is EventType.WorkflowExecutionSignaled
            or EventType.WorkflowExecutionCancelRequested or EventType.WorkflowExecutionCanceled);
        run.Record("receiver's messages", string.Join(", ", events.Select(e => e.EventType)));
    }));

    [Theory, Scenario]
    public Task CancelWorkflow_TryCancelsItsActivity(Reference reference) => CancelActivityAsync(reference, ActivityCancellationType.TryCancel);

    [Theory, Scenario]
    public Task CancelWorkflow_WaitsForItsActivity(Reference reference) => CancelActivityAsync(reference, ActivityCancellationType.WaitCancellationCompleted);

    [Theory, Scenario]
    public Task CancelWorkflow_AbandonsItsActivity(Reference reference) => CancelActivityAsync(reference, ActivityCancellationType.Abandon);

    [Theory, Scenario]
    public Task ContinueAsNew_RunsTheChain(Reference reference) => CompareAsync(reference, run => run.WithWorkerAsync(Everything, async () =>
    {
        var handle = await run.Client.StartWorkflowAsync((Counter w) => w.RunAsync(1), run.Options());
        run.Record("result", $"{await handle.GetResultAsync()}");
        await run.RecordChainAsync("workflow", handle.FirstExecutionRunId!);
    }));

    [Theory, Scenario]
    public Task MemoAndSearchAttributes_AreUpserted(Reference reference) => CompareAsync(reference, run => run.WithWorkerAsync(Everything, async () =>
    {
        var options = run.Options();
        options.Memo = new Dictionary<string, object> { ["removed"] = 1, ["kept"] = "yes" };
        options.TypedSearchAttributes = new SearchAttributeCollection.Builder().Set(Keyword, "before").Set(Number, 7).ToSearchAttributeCollection();
        await run.Client.ExecuteWorkflowAsync((Attributes w) => w.RunAsync(), options);
        run.Record("describe", await run.DescribeAsync(run.Id("workflow")));
        await run.RecordHistoryAsync();
    }));

    [Theory, Scenario]
    public Task Child_Completes(Reference reference) => ChildAsync(reference, fail: false);

    [Theory, Scenario]
    public Task Child_Fails(Reference reference) => ChildAsync(reference, fail: true);

    [Theory, Scenario]
    public Task CancelParent_WaitsForItsChild(Reference reference) => CompareAsync(reference, run => run.WithWorkerAsync(Everything, async () =>
    {
        var handle = await run.Client.StartWorkflowAsync(
            (CancellingParent w) => w.RunAsync(run.Id("child"), ChildWorkflowCancellationType.WaitCancellationCompleted), run.Options("parent"));
        await run.WaitForAsync(handle.Id, EventType.WorkflowTaskCompleted, 2);
        await run.WaitForAsync(run.Id("child"), EventType.TimerStarted);
        await handle.CancelAsync();
        await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
        await run.RecordHistoryAsync("child");
    }));

    [Theory, Scenario]
    public Task ChangedCode_FailsTheTaskAsNondeterministic(Reference reference) => CompareAsync(reference, async run =>
    {
        await run.WithWorkerAsync(o => o.AddWorkflow<ChangingBefore>().AddActivity(SdkActivities.Greet), async () =>
        {
            await run.Client.StartWorkflowAsync((ChangingBefore w) => w.RunAsync(), run.Options());
            await run.WaitForAsync(run.Id("workflow"), EventType.WorkflowTaskCompleted, 2);
        });
        await new HandDrivenWorker(run).SignalAsync("Wake");
        await run.WithWorkerAsync(
            o => o.AddWorkflow<ChangingAfter>().AddActivity(SdkActivities.Greet),
            () => run.WaitForAsync(run.Id("workflow"), EventType.WorkflowTaskFailed));
        await new HandDrivenWorker(run).TerminateAsync();
        await run.RecordHistoryAsync();
    });

    private static void Everything(TemporalWorkerOptions options) =>
        options.AddWorkflow<Greeting>().AddWorkflow<LocalWork>().AddWorkflow<Patches>().AddWorkflow<Failing>().AddWorkflow<Stumbling>()
            .AddWorkflow<Mailbox>().AddWorkflow<Sender>().AddWorkflow<Patient>().AddWorkflow<Counter>().AddWorkflow<Attributes>()
            .AddWorkflow<Parent>().AddWorkflow<Child>().AddWorkflow<CancellingParent>().AddWorkflow<Endless>()
            .AddActivity(SdkActivities.Greet).AddActivity(SdkActivities.Break).AddActivity(SdkActivities.WaitAsync);

    private static Task<Temporalio.Api.WorkflowService.V1.QueryWorkflowResponse> QueryAsync(ScenarioRun run, string query) =>
        run.Service.QueryWorkflowAsync(
            new() { Namespace = run.Namespace, Execution = ScenarioRun.Execution(run.Id("workflow")), Query = new() { QueryType = query } }, ScenarioRun.Rpc());

    private Task CancelActivityAsync(
        Reference reference, ActivityCancellationType kind, [System.Runtime.CompilerServices.CallerMemberName] string method = "") => CompareAsync(
        reference,
        run => run.WithWorkerAsync(
            o =>
            {
                Everything(o);
                o.DefaultHeartbeatThrottleInterval = o.MaxHeartbeatThrottleInterval = TimeSpan.FromMilliseconds(100);
            },
            async () =>
            {
                var handle = await run.Client.StartWorkflowAsync((Patient w) => w.RunAsync(kind), run.Options());
                await run.WaitUntilAsync(handle.Id, d => d.PendingActivities.Any(a => a.HeartbeatDetails is not null));
                await handle.CancelAsync();
                await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
                await run.RecordHistoryAsync();
            }),
        method);

    private Task ChildAsync(Reference reference, bool fail, [System.Runtime.CompilerServices.CallerMemberName] string method = "") => CompareAsync(
        reference,
        run => run.WithWorkerAsync(Everything, async () =>
        {
            run.Record("result", await run.Client.ExecuteWorkflowAsync((Parent w) => w.RunAsync(run.Id("child"), fail), run.Options("parent")));
            await run.RecordHistoryAsync("child");
        }),
        method);
}
