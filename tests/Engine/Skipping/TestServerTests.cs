using System.Diagnostics;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Client.Schedules;
using Temporalio.Exceptions;
using Temporalio.Testing;
using static Mdlc.Engine.Tests.Skipping.SleepyWorkflow;

namespace Mdlc.Engine.Tests.Skipping;

/// <summary>The SDK's own time-skipping environment, with the engine's executable as its test server.</summary>
public sealed class TestServerTests(TestServerFixture fixture) : IClassFixture<TestServerFixture>
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact]
    public Task Timer_OfAYear_IsOverAtOnce() => RunAsync(async env =>
    {
        var before = await env.GetCurrentTimeAsync();

        Assert.Equal("slept", await ExecuteAsync(env, Wait.Timer, Year));

        Assert.InRange(await env.GetCurrentTimeAsync() - before, Year, Year + TimeSpan.FromMinutes(1));
    });

    [Fact]
    public Task Delay_OfAYear_IsOverAtOnceAndMovesTheWorkflowsTime() => RunAsync(async env =>
    {
        var handle = await StartAsync(env, Wait.Signal, Year * 2);
        await handle.SignalAsync(w => w.SignalAsync());
        var before = await handle.QueryAsync(w => w.Now());

        await env.DelayAsync(Year);

        var other = await StartAsync(env, Wait.Timer, Year);
        Assert.InRange(await other.QueryAsync(w => w.Now()) - before, Year, Year + TimeSpan.FromMinutes(1));
    });

    [Fact]
    public Task Retries_WithLongBackOff_AreOverAtOnce() => RunAsync(async env =>
        Assert.Equal("attempt 3", await ExecuteAsync(env, Wait.Retries, TimeSpan.FromDays(10))));

    [Fact]
    public Task ChildsTimer_IsOverAtOnce() => RunAsync(async env => Assert.Equal("slept", await ExecuteAsync(env, Wait.Child, Year)));

    [Fact]
    public Task WaitForASignal_TimesOutAtOnce() => RunAsync(async env => Assert.Equal("timed out", await ExecuteAsync(env, Wait.Signal, Year)));

    [Fact]
    public Task RunTimeout_IsReachedAtOnce() => RunAsync(async env =>
    {
        var failed = await Assert.ThrowsAsync<WorkflowFailedException>(
            () => ExecuteAsync(env, Wait.Timer, Year, options => options.RunTimeout = TimeSpan.FromDays(1)));

        Assert.IsType<TimeoutFailureException>(failed.InnerException);
    });

    [Fact]
    public Task StartDelay_IsOverAtOnce() => RunAsync(async env =>
        Assert.Equal("slept", await ExecuteAsync(env, Wait.Timer, Year, options => options.StartDelay = Year)));

    [Fact]
    public Task MissedHeartbeat_OfAnActivityThatSleepsThroughTheEnvironment_TimesOut() => RunAsync(async env =>
    {
        var failed = await Assert.ThrowsAsync<WorkflowFailedException>(() => ExecuteAsync(env, Wait.Heartbeat, TimeSpan.FromHours(1)));

        var timeout = Assert.IsType<TimeoutFailureException>(Assert.IsType<ActivityFailureException>(failed.InnerException).InnerException);
        Assert.Equal(TimeoutType.Heartbeat, timeout.TimeoutType);
    });

    [Fact]
    public Task Cancelled_ItGoesOnInSkippedTime() => RunAsync(async env =>
    {
        var handle = await StartAsync(env, Wait.Cancellation, Year);
        await handle.QueryAsync(w => w.Now());
        await handle.CancelAsync();

        var failed = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());

        Assert.Equal("slept after cancellation", failed.InnerException!.Message);
    });

    [Fact]
    public Task Cron_RunsEachDay() => RunAsync(async env =>
    {
        var handle = await StartAsync(env, Wait.Timer, TimeSpan.FromMinutes(5), options => options.CronSchedule = "0 3 * * *");

        await env.DelayAsync(TimeSpan.FromDays(10));

        await handle.TerminateAsync();
        var runs = await env.Client.CountWorkflowsAsync($"WorkflowId = '{handle.Id}' AND ExecutionStatus = 'Completed'");
        Assert.InRange(runs.Count, 9, 10);
    });

    [Fact]
    public Task Schedule_ActsEachDay() => RunAsync(async env =>
    {
        var id = $"daily-{Guid.NewGuid():N}";
        var schedule = await env.Client.CreateScheduleAsync(id, new(
            ScheduleActionStartWorkflow.Create((SleepyWorkflow w) => w.RunAsync(Wait.Timer, TimeSpan.FromHours(1)), new(id, TestServerFixture.Queue)),
            new() { Intervals = [new(TimeSpan.FromDays(1), TimeSpan.FromHours(3))] }));

        await env.DelayAsync(TimeSpan.FromDays(10));

        var description = await schedule.DescribeAsync();
        await schedule.DeleteAsync();
        Assert.Equal(10, description.Info.NumActions);
        Assert.All(description.Info.RecentActions.Zip(description.Info.RecentActions.Skip(1)), pair => Assert.Equal(TimeSpan.FromDays(1), pair.Second.ScheduledAt - pair.First.ScheduledAt));
        Assert.All(description.Info.RecentActions, action => Assert.InRange(action.StartedAt - action.ScheduledAt, TimeSpan.Zero, TimeSpan.FromMinutes(1)));
    });

    [Fact]
    public Task Locked_TimeGoesOnNormally() => RunAsync(env => env.WithAutoTimeSkippingDisabledAsync(async () =>
    {
        var stopwatch = Stopwatch.StartNew();

        await ExecuteAsync(env, Wait.Timer, TimeSpan.FromSeconds(1.5));

        Assert.InRange(stopwatch.Elapsed, TimeSpan.FromSeconds(1.4), TimeSpan.FromSeconds(5));
    }));

    [Fact]
    public Task Query_MovesNeitherTimeNorHistory() => RunAsync(async env =>
    {
        var handle = await StartAsync(env, Wait.Timer, Year);
        var asked = await handle.QueryAsync(w => w.Now());
        var length = (await handle.DescribeAsync()).HistoryLength;

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(asked, await handle.QueryAsync(w => w.Now()));
        }

        Assert.Equal(length, (await handle.DescribeAsync()).HistoryLength);
        Assert.InRange(await env.GetCurrentTimeAsync() - asked, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    });

    /// <summary>Runs a test within real seconds: whoever waits for the simulated time in earnest does not finish.</summary>
    private Task RunAsync(Func<WorkflowEnvironment, Task> test) => test(fixture.Environment).WaitAsync(Soon);

    private static Task<WorkflowHandle<SleepyWorkflow, string>> StartAsync(
        WorkflowEnvironment env, Wait wait, TimeSpan span, Action<WorkflowOptions>? configure = null)
    {
        var options = new WorkflowOptions($"sleepy-{Guid.NewGuid():N}", TestServerFixture.Queue);
        configure?.Invoke(options);
        return env.Client.StartWorkflowAsync((SleepyWorkflow w) => w.RunAsync(wait, span), options);
    }

    private static async Task<string> ExecuteAsync(WorkflowEnvironment env, Wait wait, TimeSpan span, Action<WorkflowOptions>? configure = null) =>
        await (await StartAsync(env, wait, span, configure)).GetResultAsync();
}
