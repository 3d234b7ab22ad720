using System.Globalization;
using System.Text.Json.Nodes;

namespace Mdlc.EndToEnd.Tests;

/// <summary>A model that is trained because its time has come; on the embedded engine and on a real server.</summary>
public sealed class ScheduleTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Schedule_OfEverySecond_TrainsUntilItIsDeleted(bool real)
    {
        await using var site = await Site.StartAsync(real);
        await site.RunOnceAsync();

        var made = await site.MdlcAsync("schedule", "income", "--cron", "* * * * * * *", "--json");
        Assert.True(made.ExitCode == 0, made.ToString());
        await site.RunsAsync(runs => Scheduled(runs).Any(r => (string?)r["state"] == "succeeded"));
        var shown = await site.MdlcAsync("schedule", "income", "--show", "--json");
        var model = await site.MdlcAsync("model", "show", "income", "--json");
        var deleted = await site.MdlcAsync("schedule", "income", "--delete", "--json");
        var gone = await site.MdlcAsync("schedule", "income", "--json");

        Assert.Equal("* * * * * * *", (string?)made.Json["cron"]);
        Assert.NotEmpty(made.Json["next"]!.AsArray());
        Assert.NotEmpty(shown.Json["recent"]!.AsArray());
        Assert.Equal("* * * * * * *", (string?)model.Json["schedule"]!["cron"]);
        Assert.True(deleted.ExitCode == 0, deleted.ToString());
        Assert.Equal(1, gone.ExitCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Schedule_Paused_StaysSoThroughAChangeUntilItIsResumed(bool real)
    {
        await using var site = await Site.StartAsync(real);
        await site.RunOnceAsync();

        await site.MdlcAsync("schedule", "income", "--cron", "0 3 * * *", "--time-zone", "Europe/Berlin", "--json");
        var paused = await site.MdlcAsync("schedule", "income", "--pause", "--json");
        var changed = await site.MdlcAsync("schedule", "income", "--cron", "0 4 * * 1-5", "--spec", "model.yaml", "--json");
        var resumed = await site.MdlcAsync("schedule", "income", "--resume", "--json");

        Assert.Equal((true, "Europe/Berlin", "latest"), ((bool)paused.Json["paused"]!, (string?)paused.Json["timeZone"], (string?)paused.Json["spec"]));
        Assert.Equal((true, "0 4 * * 1-5", "pinned"), ((bool)changed.Json["paused"]!, (string?)changed.Json["cron"], (string?)changed.Json["spec"]));
        Assert.Equal("Europe/Berlin", (string?)changed.Json["timeZone"]);
        Assert.False((bool)resumed.Json["paused"]!);
    }

    [Theory]
    [InlineData("61 3 * * *", false)]
    [InlineData("61 3 * * *", true)]
    public async Task Cron_ThatTheServerRefuses_IsAClearError(string cron, bool real)
    {
        await using var site = await Site.StartAsync(real);
        await site.RunOnceAsync();

        var refused = await site.MdlcAsync("schedule", "income", "--cron", cron, "--json");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains($"Found cron '{cron}'", (string)refused.Json["error"]!, StringComparison.Ordinal);
    }

    /// <summary>A cron expression of one moment only: what runs after it, runs for it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Time_ThatPassedWhileNobodyWorked_IsCaughtUp(bool real)
    {
        await using var site = await Site.StartAsync(real);
        await site.RunOnceAsync();
        var due = DateTimeOffset.UtcNow.AddSeconds(20);
        var made = await site.MdlcAsync("schedule", "income", "--cron", due.ToString("s m H d M '*' yyyy", CultureInfo.InvariantCulture), "--json");
        await site.KillBackgroundAsync();
        Assert.True(made.ExitCode == 0, made.ToString());
        Assert.True(DateTimeOffset.UtcNow < due, "This machine is too slow for the time that the test leaves it.");
        Assert.Empty(Scheduled(await site.RunsAsync(_ => true)));
        await Task.Delay(due.AddSeconds(2) - DateTimeOffset.UtcNow);

        await site.StartBackgroundAsync();

        var all = await site.RunsAsync(runs => Scheduled(runs).Any(r => (string?)r["state"] == "succeeded"));
        Assert.Equal(2, all.Count);
        var shown = await site.MdlcAsync("schedule", "income", "--json");
        Assert.Single(shown.Json["recent"]!.AsArray());
        Assert.Empty(shown.Json["next"]!.AsArray());
    }

    private static List<JsonNode> Scheduled(JsonArray runs) => [.. runs.OfType<JsonNode>().Where(r => (string?)r["trigger"] == "schedule")];
}
