namespace Mdlc.EndToEnd.Tests;

/// <summary>A run whose stage cannot be done waits for a person, who retries or aborts it; on the embedded engine and on a real server.</summary>
public sealed class SuspendedRunTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Retry_OfASuspendedRun_GoesOnFromItsStage(bool real)
    {
        await using var site = await Site.StartAsync(real);
        var run = await SuspendAsync(site);

        site.Place.FreeModels();
        site.Place.WriteSpec("other.yaml", more: "split: {test: 0.4}", project: site.Project);
        var refused = await site.MdlcAsync("run", "retry", run, "--spec", "other.yaml", "--json");
        var retried = await site.MdlcAsync("run", "retry", run, "--reason", "the folder is back", "--json");
        var again = await site.MdlcAsync("run", "retry", run, "--json");
        var aborted = await site.MdlcAsync("run", "abort", run, "--json");

        Assert.True(retried.ExitCode == 0, retried.ToString());
        Assert.Equal("succeeded", (string?)retried.Json["state"]);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("is suspended at register, and stages before it have gone by what shall change: split.test: ", (string?)refused.Json["error"], StringComparison.Ordinal);
        var change = Assert.Single(retried.Json["changes"]!.AsArray())!;
        Assert.Equal(("register", "the folder is back"), ((string?)change["stage"], (string?)change["reason"]));
        Assert.Equal((1, $"Run {run} is succeeded; only a suspended run can be retried."), (again.ExitCode, (string?)again.Json["error"]));
        Assert.Equal((1, $"Run {run} has ended already: succeeded."), (aborted.ExitCode, (string?)aborted.Json["error"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Abort_OfASuspendedRun_EndsIt(bool real)
    {
        await using var site = await Site.StartAsync(real);
        var run = await SuspendAsync(site);

        var aborted = await site.MdlcAsync("run", "abort", run, "--reason", "no disk", "--json");

        Assert.True(aborted.ExitCode == 0, aborted.ToString());
        Assert.Equal(("aborted", "no disk"), ((string?)aborted.Json["state"], (string?)aborted.Json["error"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Retry_OfARunThatIsNotSuspended_IsRefusedByTheRun(bool real)
    {
        await using var site = await Site.StartAsync(real);
        site.Place.WriteRows("rows.csv", 20_000);
        site.Place.WriteSpec(more: "tune: {trials: 20}", project: site.Project);
        await using var running = site.Start(null, "run", "model.yaml", "--json");
        await site.RunsAsync(runs => runs.Any(r => (string?)r!["state"] == "running"));

        var refused = await site.MdlcAsync("run", "retry", $"{site.Project}/income/1", "--json");
        var aborted = await site.MdlcAsync("run", "abort", $"{site.Project}/income/1", "--json");

        Assert.Equal((1, $"Run {site.Project}/income/1 is running; only a suspended run can be retried."), (refused.ExitCode, (string?)refused.Json["error"]));
        Assert.Equal("aborted", (string?)aborted.Json["state"]);
    }

    private static async Task<string> SuspendAsync(Site site)
    {
        site.Place.WriteRows("rows.csv", 1_000);
        site.Place.WriteSpec(project: site.Project);
        site.Place.BlockModels();
        var suspended = await site.MdlcAsync("run", "model.yaml", "--json");
        Assert.Equal("suspended", (string?)suspended.Json["state"]);
        return (string)suspended.Json["run"]!;
    }
}
