using Mdlc.Tests.Shared.Servers;
using Temporalio.Client;

namespace Mdlc.EndToEnd.Tests;

/// <summary>Temporal's Web UI against the embedded engine, and against a real server with a worker of its own: each page of a finished run and of one that is under way.</summary>
public sealed class WebUiTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pages_OfAFinishedAndARunningRun_ShowStagesAndAttributes(bool real)
    {
        var chromium = Executables.OnPath("chromium");
        Assert.SkipUnless(WebUi.IsAtHand && chromium is not null, $"{WebUi.Needed}, and chromium");
        await using var site = await Site.StartAsync(real);
        await site.RunOnceAsync();
        site.Place.WriteRows("many.csv", 60_000);
        site.Place.WriteSpec("slow.yaml", "many.csv", "slow", more: "tune: {trials: 500}", project: site.Project);

        await using var slow = site.Start(null, "run", "slow.yaml", "--json");
        await using var ui = await WebUi.StartAsync(site.Temporal);
        await using var browser = await Browser.StartAsync(chromium!, site.Place.PathOf("browser"));
        var pages = new RunPages(browser, $"http://{ui.Address}/namespaces/default", await TemporalClient.ConnectAsync(new(site.Temporal)), site.Project);

        await pages.FinishedAsync();
        await pages.RunningAsync();
        await pages.OverviewsAsync();
        var aborted = await slow.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(("aborted", "ended by a click"), ((string?)aborted.Json["state"], (string?)aborted.Json["error"]));
        Assert.Empty(ui.FailedCalls());
    }
}
