using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Workflows;
using Mdlc.Workflows.Champions;
using Mdlc.Workflows.Lifecycle;
using Mdlc.Workflows.Monitoring;
using Mdlc.Workflows.Notices;
using Temporalio.Client;
using Temporalio.Client.Schedules;

namespace Mdlc.Unit.Tests.Workflows.Year;

/// <summary>
/// A year of a model that is trained at three in the morning of Zurich: a month without a server, both changes of the clocks, drift in June, a
/// rollback, a pause, another hour, a burst of data. Reading data and training are simulated; the timeline is held event by event.
/// </summary>
public sealed class TriggerYearTests(ITestOutputHelper output)
{
    private const int Year = 2027;

    private static readonly TimeZoneInfo Zurich = TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich");

    private static readonly ModelSpec Spec = new()
    {
        Project = "year",
        Model = "demand",
        Task = ModelTask.Regression,
        Label = "count",
        Source = new() { Path = "/data/demand.csv" },
        Evaluate = new() { Metric = "rmse" },
        Triggers = new()
        {
            Schedule = new() { Cron = "0 3 * * *", TimeZone = "Europe/Zurich" },
            Data = new() { Debounce = TimeSpan.FromMinutes(5), MaxWait = TimeSpan.FromHours(1) },
            Drift = new() { Cooldown = TimeSpan.FromHours(24) },
        },
        Limits = new() { Cooldown = TimeSpan.FromMinutes(30), MaxRunsPerDay = 24 },
    };

    private static readonly DateTimeOffset Beginning = At("01-01 00:00");
    private static readonly DateTimeOffset Down = At("02-10 18:00");
    private static readonly DateTimeOffset Up = At("03-10 18:00");
    private static readonly DateTimeOffset Drift = At("06-10 06:00");
    private static readonly DateTimeOffset RolledBack = At("07-01 09:00");
    private static readonly DateTimeOffset Paused = At("08-01 00:00");
    private static readonly DateTimeOffset Resumed = At("08-15 00:00");
    private static readonly DateTimeOffset Later = At("09-01 00:00");
    private static readonly DateTimeOffset Burst = At("10-05 10:00");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Year_OfAllTriggers_GoesAsItsTimelineSays()
    {
        using var home = new TemporaryHome();
        Directory.CreateDirectory(home.Home.Root);
        await using var catalog = new SqliteCatalog(home.Home);
        var world = new SimulatedWorld(Beginning, [(int)(Drift - Beginning).TotalDays]);
        var watch = Stopwatch.StartNew();
        TimeSpan skipped;
        await using (var winter = await TriggeredYear.StartAsync(home.Home, catalog, Spec, world, Beginning))
        {
            await winter.ApplyAsync(Spec);
            await WatchEveryThursdayAsync(winter.Client);
            await winter.SkipToAsync(Down);
            skipped = winter.Skipped;
        }

        await using var year = await TriggeredYear.StartAsync(home.Home, catalog, Spec, world, Up - skipped);
        await LiveAsync(year);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a year in {watch.Elapsed.TotalSeconds:0.0} s"));

        await AssertRunsAsync(catalog);
        await AssertChampionsAsync(catalog);
        AssertNotices(home.Home.Notices);
        await AssertStateAsync(year);
    }

    private static async Task LiveAsync(TriggeredYear year)
    {
        await year.SkipToAsync(RolledBack);
        var back = new ChampionMove { Id = "back", Kind = MoveKind.Rollback, By = "ops", Reason = "complaints" };
        await year.AskAsync(l => l.MoveChampionAsync(back), back.Id);
        await year.SkipToAsync(Paused);
        await year.AskAsync(l => l.PauseAsync(new("p", "ops", "holidays")), "p");
        await year.SkipToAsync(Resumed);
        await year.AskAsync(l => l.ResumeAsync(new("r", "ops", "")), "r");
        await year.SkipToAsync(Later);
        var before = (await year.Schedule.ShowAsync(Token)).Recent;
        await year.ApplyAsync(LaterSpec);
        Assert.Equal(before, (await year.Schedule.ShowAsync(Token)).Recent);
        for (var minute = 0; minute < 20; minute++)
        {
            await year.SkipToAsync(Burst.AddMinutes(minute));
            var arrival = new DataArrival("lake", $"{minute}", $"/data/{minute}.csv");
            await year.SignalAsync(l => l.DataArrivedAsync(arrival));
        }

        await year.SkipToAsync(At("12-31 23:00"));
        await year.WhenIdleAsync();
    }

    private static ModelSpec LaterSpec => Spec with { Triggers = Spec.Triggers with { Schedule = Spec.Triggers.Schedule! with { Cron = "0 4 * * *" } } };

    /// <summary>Every run of the year: when, why, and for how many triggers.</summary>
    private static async Task AssertRunsAsync(SqliteCatalog catalog)
    {
        var nights = Enumerable.Range(0, 365)
            .Select(day => new DateTime(Year, 1, 1).AddDays(day))
            .Select(day => new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(day.AddHours(day >= Later.DateTime ? 4 : 3), Zurich)))
            .ToList();
        var missed = nights.Where(night => night > Down && night < Up).ToList();
        var waited = nights.Where(night => night >= Paused && night < Resumed).ToList();
        Assert.Equal((28, 14), (missed.Count, waited.Count));
        var expected = nights.Except(missed).Except(waited).Select(night => Line(night, RunTrigger.Schedule, 1))
            .Append(Line(Up, RunTrigger.Schedule, 1))
            .Append(Line(At("06-10 12:00"), RunTrigger.Alarm, 1))
            .Append(Line(At("07-01 12:00"), RunTrigger.Alarm, 1))
            .Append(Line(Resumed, RunTrigger.Schedule, waited.Count))
            .Append(Line(Burst.AddMinutes(19 + 5), RunTrigger.DataArrived, 20))
            .Order(StringComparer.Ordinal);

        var runs = await catalog.Runs.ListAsync(cancellationToken: Token);

        Assert.Equal(expected, runs.Reverse().Select(run => Line(run.Started!.Value, run.Trigger, run.Causes.Sum(cause => cause.Count))));
        Assert.All(runs, run => Assert.Equal(RunState.Succeeded, run.State));
        Assert.Equal(["02:00", "01:00"], new[] { "03-27", "03-28" }.Select(day => Single(runs, day)));
        Assert.Equal(["02:00", "03:00"], new[] { "10-30", "10-31" }.Select(day => Single(runs, day)));
    }

    private static string Single(IEnumerable<RunReport> runs, string day) =>
        Assert.Single(runs.Select(run => run.Started!.Value.ToString("MM-dd HH:mm", CultureInfo.InvariantCulture)), text => text.StartsWith(day, StringComparison.Ordinal))[6..];

    private static async Task AssertChampionsAsync(SqliteCatalog catalog)
    {
        var moves = (await catalog.Models.HistoryAsync(Spec.Project, Spec.Model, Token)).Where(move => move.Alias == AliasName.Champion).ToList();

        Assert.Equal(
            ["01-01 02:00", "06-10 12:00", "07-01 09:00", "07-01 12:00"],
            moves.Select(move => move.At.ToString("MM-dd HH:mm", CultureInfo.InvariantCulture)));
        Assert.Equal(moves[0].To, moves[2].To);
        Assert.True(moves[3].To > moves[1].To);
    }

    private static void AssertNotices(string file)
    {
        var told = File.ReadAllLines(file).Select(line => JsonDocument.Parse(line).RootElement)
            .Select(notice => $"{notice.GetProperty("time").GetDateTimeOffset().ToString("MM-dd HH:mm", CultureInfo.InvariantCulture)} {notice.GetProperty("type").GetString()}");

        Assert.Equal(
            [
                $"06-10 12:00 {NoticeType.AlarmRaised}",
                $"06-10 12:00 {NoticeType.AlarmCleared}",
                $"07-01 12:00 {NoticeType.AlarmRaised}",
                $"07-01 12:00 {NoticeType.AlarmCleared}",
                $"08-01 00:00 {NoticeType.Paused}",
                $"08-15 00:00 {NoticeType.Resumed}",
            ],
            told);
    }

    private static async Task AssertStateAsync(TriggeredYear year)
    {
        var state = await year.StateAsync();
        Assert.Equal((null, 0, null, 0, null, 0), (state.InFlight, state.Queue.Count, state.Due, state.Arrivals.Count, state.Merged, state.Outbox.Count));
        Assert.Empty(state.Alarms);
        Assert.Equal("paused", Assert.Single(state.Held).Rule);
        Assert.Equal("0 4 * * *", state.Applied!.Spec.Triggers.Schedule!.Cron);
        Assert.Equal(27, (await year.Schedule.ShowAsync(Token)).Missed);
    }

    private static Task WatchEveryThursdayAsync(TemporalClient client) => client.CreateScheduleAsync("thursdays", new(
        ScheduleActionStartWorkflow.Create(
            (MonitorWindow m) => m.RunAsync(new(Spec.Project, Spec.Model, null, null, null)), new($"monitor/{Spec.Project}/{Spec.Model}", new TaskQueues(Spec.Project).Workflows)),
        new() { CronExpressions = ["0 12 * * 4"] })
    {
        Policy = new() { CatchupWindow = TimeSpan.FromSeconds(10) },
    });

    private static string Line(DateTimeOffset at, RunTrigger trigger, long causes) =>
        string.Create(CultureInfo.InvariantCulture, $"{at.UtcDateTime:MM-dd HH:mm} {trigger} {causes}");

    private static DateTimeOffset At(string text) =>
        DateTimeOffset.ParseExact($"{Year}-{text}", "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
