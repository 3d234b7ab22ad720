using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Client.Schedules;

namespace Mdlc.Engine.Tests.Kills;

/// <summary>Two schedules under load: one acts by itself, the other when it is told to.</summary>
internal sealed class ScheduleLoad
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>An action's workflow id ends with its second: two triggers in one second are one action.</summary>
    private static readonly TimeSpan BetweenTriggers = TimeSpan.FromMilliseconds(1200);

    private readonly ITemporalClient _client;
    private readonly ScheduleHandle _regular;
    private readonly ScheduleHandle _told;
    private int _unanswered;

    private ScheduleLoad(ITemporalClient client, ScheduleHandle regular, ScheduleHandle told) => (_client, _regular, _told) = (client, regular, told);

    /// <summary>How many triggers the engine has acknowledged.</summary>
    public int Acknowledged { get; private set; }

    public static async Task<ScheduleLoad> CreateAsync(ITemporalClient client, string taskQueue) => new(
        client, await CreateAsync(client, taskQueue, "regular", Interval), await CreateAsync(client, taskQueue, "told", TimeSpan.FromDays(365)));

    /// <summary>Triggers until it is told to stop, and pauses both schedules then.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await _told.TriggerAsync();
                Acknowledged++;
            }
            catch (Exception e) when (Patience.IsAway(e))
            {
                _unanswered++;
            }

            await Task.Delay(BetweenTriggers, CancellationToken.None);
        }

        await Patience.RetryAsync(() => _regular.PauseAsync());
        await Patience.RetryAsync(() => _told.PauseAsync());
    }

    /// <summary>Every acknowledged trigger and every time of the interval has started one workflow, and none two.</summary>
    /// <returns>How many actions there were of both kinds.</returns>
    public async Task<(int Regular, int Told)> CheckAsync()
    {
        var told = await TimesAsync(_told);
        Assert.Distinct(told);
        Assert.InRange(told.Count, Acknowledged, Acknowledged + _unanswered);
        Assert.Equal(told.Count, (await _told.DescribeAsync()).Info.NumActions);

        var regular = await TimesAsync(_regular);
        Assert.Equal(Enumerable.Range(0, regular.Count).Select(i => regular[0] + (i * Interval)), regular);
        var info = (await _regular.DescribeAsync()).Info;
        Assert.Equal((regular.Count, 0), (info.NumActions, info.NumActionsMissedCatchupWindow));
        return (regular.Count, told.Count);
    }

    private static Task<ScheduleHandle> CreateAsync(ITemporalClient client, string taskQueue, string id, TimeSpan interval) => client.CreateScheduleAsync(
        id,
        new Schedule(
            ScheduleActionStartWorkflow.Create((ScheduledLoad workflow) => workflow.RunAsync(), new(id, taskQueue)),
            new() { Intervals = [new(interval)] })
        { Policy = new() { Overlap = ScheduleOverlapPolicy.AllowAll } });

    /// <summary>The times that the ids of the schedule's workflows name.</summary>
    private async Task<IReadOnlyList<DateTime>> TimesAsync(ScheduleHandle schedule)
    {
        var times = new List<DateTime>();
        await foreach (var run in _client.ListWorkflowsAsync($"TemporalScheduledById = '{schedule.Id}'"))
        {
            times.Add(ScheduleKillTests.TimeOf(run));
        }

        return [.. times.Order()];
    }
}
