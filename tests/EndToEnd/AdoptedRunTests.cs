using Mdlc.Catalog;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Contracts.Runs;
using Mdlc.Workflows;
using Mdlc.Workflows.Lifecycle;
using Temporalio.Client;

namespace Mdlc.EndToEnd.Tests;

/// <summary>A run whose client died between getting its number and telling the lifecycle is taken up by whoever works; on the embedded engine and on a real server.</summary>
public sealed class AdoptedRunTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_WhoseClientDiedBeforeItsLifecycleWasTold_RunsOnce(bool real)
    {
        await using var site = await Site.StartAsync(real);
        await site.RunOnceAsync();

        var underWay = await AllocateAsync(site, "while somebody works");
        await site.RunsAsync(runs => State(runs, underWay) == "succeeded");
        await site.KillBackgroundAsync();
        var alone = await AllocateAsync(site, "while nobody works");
        await site.StartBackgroundAsync();
        await site.RunsAsync(runs => State(runs, alone) == "succeeded");

        // A run of a person after them: the lifecycle has nothing left of the others.
        var last = await site.MdlcAsync("run", "model.yaml", "--json");
        Assert.True(last.ExitCode == 0, last.ToString());
        Assert.Equal(4, (int?)last.Json["version"]);
        Assert.Equal([4, 3, 2, 1], (await LifecycleAsync(site)).History.Select(h => h.Run.Number));
    }

    [Fact]
    public async Task Run_ThatANewCommandFindsQueued_EndsBeforeThatCommandDoes()
    {
        using var place = new Workplace();
        place.WriteRows("rows.csv", 1_000);
        place.WriteSpec();
        var first = await place.MdlcAsync("run", "model.yaml", "--json");
        Assert.True(first.ExitCode == 0, first.ToString());
        var orphan = await AllocateAsync(place, new("e2e", "income", 1), "nobody works");

        var shown = await place.MdlcAsync("run", "show", orphan.ToString(), "--wait", "--json");

        Assert.True(shown.ExitCode == 0, shown.ToString());
        Assert.Equal((2, "succeeded"), ((int?)shown.Json["version"], (string?)shown.Json["state"]));
    }

    /// <summary>What a client leaves that is killed before it has told the lifecycle.</summary>
    private static Task<RunKey> AllocateAsync(Site site, string request) => AllocateAsync(site.Place, new(site.Project, "income", 1), request);

    private static async Task<RunKey> AllocateAsync(Workplace place, RunKey like, string request)
    {
        await using var catalog = new SqliteCatalog(new Home(place.Home));
        var spec = await catalog.Runs.GetSpecAsync(like);
        return await catalog.Runs.AllocateAsync(like.Project, like.Model, spec!, RunTrigger.Manual, request, DateTimeOffset.UtcNow);
    }

    private static string? State(System.Text.Json.Nodes.JsonArray runs, RunKey run) =>
        (string?)runs.Single(r => (string?)r!["run"] == run.ToString())!["state"];

    private static async Task<LifecycleState> LifecycleAsync(Site site)
    {
        var client = await TemporalClient.ConnectAsync(new(site.Temporal) { DataConverter = MdlcDataConverter.Instance });
        return await client.GetWorkflowHandle<ModelLifecycle>(ModelLifecycle.IdOf(site.Project, "income")).QueryAsync(l => l.State());
    }
}
