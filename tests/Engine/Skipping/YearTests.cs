using System.Diagnostics;
using Mdlc.Engine.Testing;
using Temporalio.Client.Schedules;
using Temporalio.Worker;
using static Mdlc.Engine.Tests.Skipping.SleepyWorkflow;

namespace Mdlc.Engine.Tests.Skipping;

public sealed class YearTests(ITestOutputHelper output)
{
    private const string Queue = "sleepy";
    private const int Days = 365;

    [Fact]
    public async Task AYearOfDailyRuns_PassesInSecondsAndMissesNone()
    {
        await using var engine = await EngineTestHost.StartAsync();
        var options = new TemporalWorkerOptions(Queue).AddWorkflow<SleepyWorkflow>().AddAllActivities(new SleepyActivities(span => engine.SkipAsync(span)));
        using var worker = new TemporalWorker(engine.Client, options);
        await worker.ExecuteAsync(async () =>
        {
            // Each run has an activity that fails twice, with an hour and two before it is tried again.
            var schedule = await engine.Client.CreateScheduleAsync("daily", new(
                ScheduleActionStartWorkflow.Create((SleepyWorkflow w) => w.RunAsync(Wait.Retries, TimeSpan.FromHours(1)), new("daily", Queue)),
                new() { Intervals = [new(TimeSpan.FromDays(1), TimeSpan.FromHours(3))] }));
            var watch = Stopwatch.StartNew();

            await engine.SkipAsync(TimeSpan.FromDays(Days), TestContext.Current.CancellationToken);

            output.WriteLine($"{Days} days in {watch.Elapsed}");
            Assert.Equal(Days, (await schedule.DescribeAsync()).Info.NumActions);
            Assert.InRange((await engine.Client.CountWorkflowsAsync("ExecutionStatus = 'Completed'")).Count, Days - 1, Days);
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"a year took {watch.Elapsed}");
        });
    }
}
