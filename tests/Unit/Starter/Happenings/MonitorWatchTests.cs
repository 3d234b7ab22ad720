using Mdlc.Starter.Happenings;
using Mdlc.Unit.Tests.Workflows.Runs;
using Mdlc.Workflows;
using Mdlc.Workflows.Alarms;
using Mdlc.Workflows.Monitoring;
using Temporalio.Activities;
using Temporalio.Exceptions;
using Temporalio.Worker;

namespace Mdlc.Unit.Tests.Starter.Happenings;

/// <summary>What <c>mdlc dev</c> says of windows that were monitored, asked of an engine.</summary>
public sealed class MonitorWatchTests(SkippingEngine engine) : IClassFixture<SkippingEngine>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lines_OfWindowsThatWereComparedAndThatCouldNotBe_AreToldOnce()
    {
        var queues = new TaskQueues("p");
        using var workflows = new TemporalWorker(engine.Client, new TemporalWorkerOptions(queues.Workflows).AddWorkflow<MonitorWindow>().AddActivity(TellAlarms));
        using var data = new TemporalWorker(engine.Client, new TemporalWorkerOptions(queues.Data).AddAllActivities(new Comparing()));
        await workflows.ExecuteAsync(() => data.ExecuteAsync(async () =>
        {
            var before = await CompareAsync("good", "before");
            var watch = new MonitorWatch(before.AddTicks(1));
            Assert.Empty(await LookAsync(watch, before));

            var good = await CompareAsync("good", "1");

            var told = Assert.Single(await LookAsync(watch, good));
            Assert.Equal(("monitor", "p/good", "stable", "7 rows against version 2: nothing drifted", "drift.html"), (told.Kind, told.Subject, told.What, told.Text, told.Link));
            Assert.Empty(await LookAsync(watch, good));

            var bad = await CompareAsync("bad", "2");

            told = Assert.Single(await LookAsync(watch, bad));
            Assert.Equal(("monitor", "p/bad", "failed", "could not be compared with its training: there are no rows", null), (told.Kind, told.Subject, told.What, told.Text, told.Link));
            Assert.Empty(await LookAsync(watch, bad.AddHours(1)));
        }, Token), Token);
    }

    [Activity]
    private static void TellAlarms(AlarmNews news)
    {
    }

    private Task<IReadOnlyList<Happening>> LookAsync(MonitorWatch watch, DateTimeOffset now) => watch.LookAsync(engine.Client, now, Token);

    /// <returns>When it ended.</returns>
    private async Task<DateTimeOffset> CompareAsync(string model, string window)
    {
        var input = new MonitorInput("p", model, "/data/rows.csv", null, null);
        var handle = await engine.Client.StartWorkflowAsync((MonitorWindow m) => m.RunAsync(input), new($"monitor/p/{model}/{window}", new TaskQueues("p").Workflows));
        try
        {
            await handle.GetResultAsync();
        }
        catch (WorkflowFailedException)
        {
            // That is how one of them ends.
        }

        return (await handle.DescribeAsync()).CloseTime!.Value;
    }

    private sealed class Comparing : IMonitoringActivities
    {
        [Activity]
        public Task<MonitorResult> CompareAsync(MonitorInput input) => input.Model == "good"
            ? Task.FromResult(new MonitorResult(input.Project, input.Model, 2, 7, "stable", [], new("ab/ab.json", "ab", 1), "drift.html", "7 rows against version 2: nothing drifted"))
            : throw new ApplicationFailureException("there are no rows", ErrorTypes.DataFault, nonRetryable: true);
    }
}
