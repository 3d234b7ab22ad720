using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using static Mdlc.Conformance.Tests.Running.Commands;

namespace Mdlc.Conformance.Tests.Scenarios;

public sealed class CronScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    [Theory, Scenario]
    public Task Completed_IsFollowedByTheNext(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        var first = await worker.StartAsync(configure: r => r.CronSchedule = "@every 1s");
        await worker.StepAsync(CompleteWorkflow("first result"));
        await worker.StepAsync(FailWorkflow(Failures.Application("second failure")));
        await worker.StepAsync(CancelWorkflow());
        await run.RecordChainAsync("workflow", first);
    });

    [Theory, Scenario]
    public Task Terminated_IsFollowedByNothing(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: r => r.CronSchedule = "@every 1h");
        await worker.TerminateAsync();
        await run.RecordHistoryAsync();
    });

    /// <summary>A worker that never comes to hear of the cancellation could not answer it before its next time.</summary>
    [Theory, Scenario]
    public Task Cancelled_WhileItWaits_HasItsTaskAtOnce(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        await worker.StartAsync(configure: r => r.CronSchedule = "@every 10h");
        await worker.RequestCancelAsync();
        await worker.StepAsync(CancelWorkflow());
        await run.RecordHistoryAsync();
    });

    [Theory, Scenario]
    public Task Expressions_AreTakenOrRefused(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        foreach (var expression in new[]
        {
            "0 0 31 2 *", "0 0 30 2 *", "0 0 29 2 *", "0 0 31 4,6 *", "0 0 * * 7", "0 0 * * 0-7", "0 0 * * SUN", "0 0 * * sun-tue", "0 0 * * fri-mon",
            "@every -5s", "@every 0s", "@every 1us", "@every 1h30m", "@every 1.5h", "@every 1d", "@every", "@every 5", "@reboot", "@Daily", "@daily", "@hourly 5",
            "*/100 * * * *", "*/0 * * * *", "*/-1 * * * *", "0-59/200 * * * *", "5-1 * * * *", "1,,2 * * * *", ", * * * *", "? * ? * ?", "* * * *",
            "0 0 * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * JAN-DEC/3 *", "* * * 0 *", "+5 * * * *", "-5 * * * *", "*-5 * * * *",
            "1/2/3 * * * *", "1-2-3 * * * *", "0 0 L * *", "TZ=Europe/Berlin 0 5 * * *", "CRON_TZ=Nowhere 0 5 * * *", "  0   5 * * *  ", " ",
        })
        {
            await run.RecordErrorOrAnswerAsync($"'{expression}'", () => worker.StartAsync($"cron {expression}", r => r.CronSchedule = expression));
        }
    });

    [Theory, Scenario]
    public Task Expressions_InCommands_AreTakenOrRefused(Reference reference) => CompareAsync(reference, async run =>
    {
        var worker = new HandDrivenWorker(run);
        foreach (var expression in new[] { "0 0 31 2 *", "0 0 * * 7", "nonsense" })
        {
            await worker.StartAsync("parent");
            var task = await worker.PollAsync();
            await run.RecordErrorOrAnswerAsync(
                $"child '{expression}'", () => worker.CompleteAsync(task, StartChild(run.Id("child"), run.TaskQueue, configure: c => c.CronSchedule = expression)));
            await worker.TerminateAsync("parent");
            await run.RecordHistoryAsync("parent", document: $"parent of '{expression}'");
        }
    });
}
