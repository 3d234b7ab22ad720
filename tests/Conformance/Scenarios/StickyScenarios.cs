using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.WorkflowService.V1;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

public sealed class StickyScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    [Theory, Scenario]
    public Task NextTask_GoesToTheStickyQueueWithNewEventsOnly(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var sticky = run.Id("sticky");
        await worker.StartAsync();
        await worker.CompleteAsync(await worker.PollAsync(), Sticky(worker, sticky, 10));
        var task = await PollThenSignalAsync(worker, sticky);
        worker.RecordTask("sticky task", task);
        await worker.CompleteAsync(task, Sticky(worker, sticky, 10), CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task NobodyPolls_FallsBackToTheNormalQueue(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.CompleteAsync(await worker.PollAsync(), Sticky(worker, run.Id("sticky"), 1), StartTimer("soon", 0.1));
        var task = await worker.PollAsync();
        worker.RecordTask("task on the normal queue", task);
        await worker.CompleteAsync(task, CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task PollerGone_TimesOutToTheNormalQueue(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var sticky = run.Id("sticky");
        await worker.StartAsync();
        await worker.CompleteAsync(await worker.PollAsync(), Sticky(worker, sticky, 1));
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var poll = run.Service.PollWorkflowTaskQueueAsync(worker.PollRequest(sticky), new() { CancellationToken = stop.Token, Retry = false });
        await Assert.ThrowsAnyAsync<Exception>(() => poll);
        await worker.SignalAsync("go");
        var task = await worker.PollAsync();
        worker.RecordTask("task on the normal queue", task);
        await worker.CompleteAsync(task, CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task FailedOnStickyQueue_KeepsAttemptOne(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var sticky = run.Id("sticky");
        await worker.StartAsync();
        await worker.CompleteAsync(await worker.PollAsync(), Sticky(worker, sticky, 10));
        await worker.FailAsync(await PollThenSignalAsync(worker, sticky));
        var task = await worker.PollAsync();
        worker.RecordTask("after the failure", task);
        await worker.CompleteAsync(task, CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task TimedOutOnStickyQueue_KeepsAttemptOne(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var sticky = run.Id("sticky");
        await worker.StartAsync(configure: r => r.WorkflowTaskTimeout = HandDrivenWorker.Seconds(2));
        await worker.CompleteAsync(await worker.PollAsync(), Sticky(worker, sticky, 10));
        await PollThenSignalAsync(worker, sticky);
        var task = await worker.PollAsync();
        worker.RecordTask("after the timeout", task);
        await worker.CompleteAsync(task, CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task ResetSticky_SendsTheNextTaskToTheNormalQueue(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var sticky = run.Id("sticky");
        await worker.StartAsync();
        await worker.CompleteAsync(await worker.PollAsync(), Sticky(worker, sticky, 10));
        await run.Service.ResetStickyTaskQueueAsync(
            new() { Namespace = run.Namespace, Execution = ScenarioRun.Execution(run.Id("workflow")) }, ScenarioRun.Rpc());
        await worker.SignalAsync("go");
        var task = await worker.PollAsync();
        worker.RecordTask("task", task);
        await worker.CompleteAsync(task, CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    /// <summary>A task goes to a sticky queue only while its worker is known to poll it: the poll waits before the task comes.</summary>
    private static async Task<PollWorkflowTaskQueueResponse> PollThenSignalAsync(HandDrivenWorker worker, string sticky)
    {
        var poll = worker.PollAsync(sticky);
        await Task.Delay(500);
        await worker.SignalAsync("go");
        return await poll;
    }

    private static Action<RespondWorkflowTaskCompletedRequest> Sticky(HandDrivenWorker worker, string queue, double seconds) => request =>
        request.StickyAttributes = new()
        {
            WorkerTaskQueue = worker.StickyQueue(queue),
            ScheduleToStartTimeout = HandDrivenWorker.Seconds(seconds),
        };
}
