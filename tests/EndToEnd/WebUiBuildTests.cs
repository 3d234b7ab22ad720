using Mdlc.Engine.Hosting;
using Mdlc.Engine.Kernel;
using Mdlc.Tests.Shared.Servers;
using Temporalio.Client;

namespace Mdlc.EndToEnd.Tests;

/// <summary>The official build of the Web UI, served by the engine itself (<c>--ui-asset-path</c>): its pages work without another server.</summary>
public sealed class WebUiBuildTests
{
    [Fact]
    public async Task Pages_OfTheOfficialBuildServedByTheEngine_ShowARun()
    {
        var chromium = Executables.OnPath("chromium");
        Assert.SkipUnless(WebUi.IsAtHand && chromium is not null, $"{WebUi.Needed}, and chromium");
        using var place = new Workplace();
        place.WriteRows("rows.csv", 1_000);
        place.WriteSpec();
        var run = await place.MdlcAsync("run", "model.yaml", "--json");
        Assert.True(run.ExitCode == 0, run.ToString());
        var options = new EngineOptions { DbFilename = Path.Combine(place.Home, "engine.db") };
        await using (var served = await EngineHost.StartAsync(options))
        {
            await using var ui = await WebUi.StartAsync(served.Address);
            await WebUiBuild.CopyAsync(ui.Address, place.PathOf("build"));
        }

        await using var engine = await EngineHost.StartAsync(options with { Ui = new() { AssetPath = place.PathOf("build") } });
        await using var browser = await Browser.StartAsync(chromium!, place.PathOf("browser"));
        var pages = new RunPages(browser, $"http://{engine.UiAddress}/namespaces/default", await TemporalClient.ConnectAsync(new(engine.Address)), "e2e");

        await pages.FinishedAsync();
        await pages.OverviewsAsync();
    }
}
