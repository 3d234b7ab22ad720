using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

public sealed class LimitsScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    /// <summary>More than the 2 MiB that one payload may have.</summary>
    private static readonly string Oversized = new('x', (2 << 20) + 1000);

    [Theory, Scenario]
    public Task OversizedActivityInput_TerminatesTheWorkflow(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var task = await worker.PollAsync();
        await run.RecordErrorOrAnswerAsync("completion", () => worker.CompleteAsync(task, ScheduleActivity("work", run.TaskQueue, a => a.Input = Payloads.List(Oversized))));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task OversizedResult_TerminatesTheWorkflow(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        var task = await worker.PollAsync();
        await run.RecordErrorOrAnswerAsync("completion", () => worker.CompleteAsync(task, CompleteWorkflow(Oversized)));
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task OversizedStartInput_IsInvalid(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await run.RecordErrorAsync("start", () => worker.StartAsync(configure: r => r.Input = Payloads.List(Oversized)));
        await worker.StartAsync();
        await run.RecordErrorAsync("signal", () => worker.SignalAsync("big", Oversized));
        await worker.TerminateAsync();
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task OversizedActivityResult_FailsTheActivity(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync();
        await worker.StepAsync(ScheduleActivity("work", run.TaskQueue));
        var task = await worker.PollActivityAsync();
        await run.RecordErrorOrAnswerAsync("completion", () => worker.CompleteActivityAsync(task, Oversized));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task TooManyBufferedEvents_TakeTheTaskAway(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);

        // So many signals take their time on a loaded machine, in which the task must not time out.
        await worker.StartAsync(configure: r => r.WorkflowTaskTimeout = HandDrivenWorker.Seconds(60));
        var task = await worker.PollAsync();
        for (var n = 1; n <= 102; n++)
        {
            await worker.SignalAsync("many", n);
        }

        await run.RecordErrorOrAnswerAsync("completion", () => worker.CompleteAsync(task, CompleteWorkflow()));
        await worker.StepAsync(CompleteWorkflow());
        await run.RecordHistoryAsync();
    });
}
