using Mdlc.Engine.Kernel;
using Mdlc.Engine.Testing;
using Temporalio.Client;
using Temporalio.Worker;
using static Mdlc.Engine.Tests.Skipping.SleepyWorkflow;

namespace Mdlc.Engine.Tests.Skipping;

public sealed class EngineTestHostTests : IDisposable
{
    private const string Queue = "sleepy";
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"mdlc-test-host-{Guid.NewGuid():N}.db");

    public void Dispose()
    {
        foreach (var file in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_file) + "*"))
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Skip_AYear_FiresWhatLiesWithinAndNothingBeyond()
    {
        await using var engine = await EngineTestHost.StartAsync();
        await WorkAsync(engine, async () =>
        {
            var within = await StartAsync(engine, Wait.Timer, Year);
            var beyond = await StartAsync(engine, Wait.Timer, Year + TimeSpan.FromHours(1));
            await engine.WhenIdleAsync(TestContext.Current.CancellationToken);
            var before = engine.Time.GetUtcNow();

            await engine.SkipAsync(Year, TestContext.Current.CancellationToken);

            Assert.Equal("slept", await within.GetResultAsync());
            Assert.Null((await beyond.DescribeAsync()).CloseTime);
            Assert.InRange(engine.Time.GetUtcNow() - before, Year, Year + Soon);
        });
    }

    [Fact]
    public async Task Skip_IsOverWhenWhatItBroughtIsDone()
    {
        await using var engine = await EngineTestHost.StartAsync();
        await WorkAsync(engine, async () =>
        {
            var handle = await StartAsync(engine, Wait.Retries, TimeSpan.FromDays(10));
            await engine.WhenIdleAsync(TestContext.Current.CancellationToken);

            await engine.SkipAsync(TimeSpan.FromDays(31), TestContext.Current.CancellationToken);

            Assert.NotNull((await handle.DescribeAsync()).CloseTime);
        });
    }

    [Fact]
    public async Task AutoSkip_NobodyWaits()
    {
        await using var engine = await EngineTestHost.StartAsync();
        engine.AutoSkip = true;
        await WorkAsync(engine, async () => Assert.Equal("slept", await (await StartAsync(engine, Wait.Child, Year)).GetResultAsync()));
        engine.AutoSkip = false;
        await WorkAsync(engine, async () =>
        {
            var handle = await StartAsync(engine, Wait.Timer, Year);
            await engine.WhenIdleAsync(TestContext.Current.CancellationToken);

            Assert.Null((await handle.DescribeAsync()).CloseTime);
        });
    }

    [Fact]
    public async Task SkipTimeOf_OneWorkflow_LeavesTheOthersTime()
    {
        await using var engine = await EngineTestHost.StartAsync();
        await WorkAsync(engine, async () =>
        {
            var skipping = await StartAsync(engine, Wait.Timer, Year);
            var other = await StartAsync(engine, Wait.Timer, Year);
            var before = engine.Time.GetUtcNow();

            await engine.SkipTimeOfAsync(skipping.Id);

            Assert.Equal("slept", await skipping.GetResultAsync());
            Assert.Null((await other.DescribeAsync()).CloseTime);
            Assert.InRange(engine.Time.GetUtcNow() - before, TimeSpan.Zero, Soon);
        });
    }

    [Fact]
    public async Task Restart_GoesOnInTheTimeThatWasReached()
    {
        var before = TimeProvider.System.GetUtcNow();
        string id;
        await using (var engine = await EngineTestHost.StartAsync(new EngineOptions { DbFilename = _file }))
        {
            id = (await StartAsync(engine, Wait.Timer, Year * 2)).Id;
            await WorkAsync(engine, async () =>
            {
                await engine.WhenIdleAsync(TestContext.Current.CancellationToken);
                await engine.SkipAsync(Year, TestContext.Current.CancellationToken);
            });
        }

        await using var again = await EngineTestHost.StartAsync(new EngineOptions { DbFilename = _file });
        Assert.InRange(again.Time.GetUtcNow() - before, Year, Year + Soon);
        await WorkAsync(again, async () =>
        {
            await again.SkipAsync(Year, TestContext.Current.CancellationToken);
            Assert.Equal("slept", await again.Client.GetWorkflowHandle<SleepyWorkflow, string>(id).GetResultAsync());
        });
    }

    private static async Task WorkAsync(EngineTestHost engine, Func<Task> test)
    {
        var options = new TemporalWorkerOptions(Queue).AddWorkflow<SleepyWorkflow>().AddAllActivities(new SleepyActivities(
            span => engine.SkipAsync(span)));
        using var worker = new TemporalWorker(engine.Client, options);
        await worker.ExecuteAsync(() => test().WaitAsync(Soon));
    }

    private static Task<WorkflowHandle<SleepyWorkflow, string>> StartAsync(EngineTestHost engine, Wait wait, TimeSpan span) =>
        engine.Client.StartWorkflowAsync((SleepyWorkflow w) => w.RunAsync(wait, span), new($"sleepy-{Guid.NewGuid():N}", Queue));
}
