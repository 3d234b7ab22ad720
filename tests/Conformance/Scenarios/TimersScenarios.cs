using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Enums.V1;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

public sealed class TimersScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    [Theory, Scenario]
    public Task Fires(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(StartTimer("soon", 0.2).WithSummary("a short wait"));
        await worker.StepAsync(CompleteWorkflow("done"));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Cancelled(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(StartTimer("never", 3600));
        await worker.SignalAsync("stop");
        await worker.StepAsync(CancelTimer("never"), StartTimer("never", 0.1));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task StartedAndCancelledInOneTask(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(StartTimer("brief", 3600), CancelTimer("brief"), CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task DuplicateId_FailsTheTask(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var task = await worker.PollAsync();
        await run.RecordErrorAsync("completion", () => worker.CompleteAsync(task, StartTimer("twin", 3600), StartTimer("twin", 3600)));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task CancelUnknown_FailsTheTask(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var task = await worker.PollAsync();
        await run.RecordErrorAsync("completion", () => worker.CompleteAsync(task, CancelTimer("unknown")));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    /// <summary>Cancelling takes a fired timer out of the buffer, so that the workflow may close in the same task.</summary>
    [Theory, Scenario]
    public Task CancelOfBufferedFiring_RemovesItAndUnblocksClosing(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(StartTimer("due", 2));
        await worker.SignalAsync("wake");
        var task = await worker.PollAsync();
        await Task.Delay(3500);
        await worker.CompleteAsync(task, CancelTimer("due"), CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task FiredWhileTaskRuns_IsBuffered(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(StartTimer("due", 2));
        await worker.SignalAsync("wake");
        var task = await worker.PollAsync();
        await Task.Delay(3500);
        await worker.CompleteAsync(task, RecordMarker("Note", "still running"));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task ZeroDuration_FiresAtOnce(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(StartTimer("now", 0));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task WithoutId_FailsTheTask(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var task = await worker.PollAsync();
        await run.RecordErrorAsync("no id", () => worker.CompleteAsync(task, StartTimer("", 1)));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task LongTimer_IsShownByNothingButItsEvent(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(StartTimer("a year", 365 * 86400));
        run.Record("describe", await run.DescribeAsync(run.Id("workflow")));
        await worker.TerminateAsync();
        await run.WaitForAsync(run.Id("workflow"), EventType.WorkflowExecutionTerminated);
        await run.RecordHistoryAsync();
    });
}
