namespace Mdlc.EndToEnd.Tests;

/// <summary>A spec is applied, changed and held against; triggers pause; on the embedded engine and on a real server.</summary>
public sealed class ApplyTests
{
    private const string Triggers = """

        triggers:
          schedule: {cron: "0 3 * * *", timeZone: Europe/Zurich, catchUp: 12h}
          data: {debounce: 1s}
        limits: {maxRunsPerDay: 24}

        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Apply_ShowsTheDifference_AndIsTheOneTruthOfTheSchedule(bool real)
    {
        await using var site = await Site.StartAsync(real);
        await site.RunOnceAsync();
        var file = site.Place.PathOf("model.yaml");
        var plain = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(file, plain + Triggers, TestContext.Current.CancellationToken);

        var asked = await site.MdlcAsync("apply", "model.yaml", "--dry-run", "--json");
        var none = await site.MdlcAsync("schedule", "income", "--json");
        var applied = await site.MdlcAsync("apply", "model.yaml", "--json");
        var again = await site.MdlcAsync("apply", "model.yaml", "--json");
        var edited = await site.MdlcAsync("schedule", "income", "--cron", "0 4 * * *", "--json");
        var compared = await site.MdlcAsync("apply", "model.yaml", "--dry-run", "--json");
        await File.WriteAllTextAsync(file, plain, TestContext.Current.CancellationToken);
        var without = await site.MdlcAsync("apply", "model.yaml", "--json");
        var gone = await site.MdlcAsync("schedule", "income", "--json");

        Assert.True(asked.ExitCode == 0, asked.ToString());
        Assert.Equal(("lastRun", "made", false, 1), ((string?)asked.Json["comparedWith"], (string?)asked.Json["schedule"], (bool)asked.Json["applied"]!, none.ExitCode));
        Assert.Contains(asked.Json["differences"]!.AsArray(), one => (string?)one!["path"] == "triggers.schedule.cron" && one["from"] is null && (string?)one["to"] == "0 3 * * *");
        Assert.Equal(("made", true), ((string?)applied.Json["schedule"], (bool)applied.Json["applied"]!));
        Assert.Equal(("applied", 0, "nothing", false), ((string?)again.Json["comparedWith"], again.Json["differences"]!.AsArray().Count, (string?)again.Json["schedule"], (bool)again.Json["applied"]!));
        Assert.Equal(("0 4 * * *", "Europe/Zurich", "applied", "12:00:00"), ((string?)edited.Json["cron"], (string?)edited.Json["timeZone"], (string?)edited.Json["spec"], (string?)edited.Json["catchUp"]));
        var change = Assert.Single(compared.Json["differences"]!.AsArray())!;
        Assert.Equal(("triggers.schedule.cron", "0 4 * * *", "0 3 * * *", "changed"), ((string?)change["path"], (string?)change["from"], (string?)change["to"], (string?)compared.Json["schedule"]));
        Assert.Equal(("ended", 1), ((string?)without.Json["schedule"], gone.ExitCode));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pause_HoldsTriggersAndNotPersons_AndIsTold(bool real)
    {
        await using var site = await Site.StartAsync(real);
        await site.RunOnceAsync();

        var paused = await site.MdlcAsync("pause", "income", "--reason", "label fix", "--json");
        var again = await site.MdlcAsync("pause", "income", "--reason", "label fix", "--json");
        var run = await site.MdlcAsync("run", "model.yaml", "--again", "--json");
        var resumed = await site.MdlcAsync("resume", "income", "--json");
        var twice = await site.MdlcAsync("resume", "income", "--json");

        Assert.True(paused.ExitCode == 0, paused.ToString());
        Assert.Equal(("label fix", null), ((string?)paused.Json["pause"]!["reason"], (string?)paused.Json["pause"]!["until"]));
        Assert.Equal((1, 0, 1), (again.ExitCode, resumed.ExitCode, twice.ExitCode));
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal("manual", (string?)Assert.Single(run.Json["causes"]!.AsArray())!["trigger"]);
        var waived = Assert.Single(run.Json["waits"]!.AsArray())!;
        Assert.Equal(("paused", true), ((string?)waived["rule"], (bool)waived["isWaived"]!));
        Assert.Equal(2, (await File.ReadAllLinesAsync(Path.Combine(site.Place.Home, "notices.jsonl"), TestContext.Current.CancellationToken)).Length);
    }
}
