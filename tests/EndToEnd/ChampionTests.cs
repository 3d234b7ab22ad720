using System.Text.Json.Nodes;

namespace Mdlc.EndToEnd.Tests;

/// <summary>A person moves the champion from the command line.</summary>
public sealed class ChampionTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PromoteAndRollback_MoveTheChampion_AndTheRecordSaysWhy(bool real)
    {
        await using var site = await Site.StartAsync(real);
        await TrainTwiceAsync(site);

        var back = await site.MdlcAsync("rollback", "income", "--reason", "2 is odd", "--json");
        Assert.True(back.ExitCode == 0, back.ToString());
        Assert.Equal((2, 1), ((int)back.Json["from"]!, (int)back.Json["to"]!));

        if (site.Serving is not null)
        {
            // The command ends when that is so, and not before. On a real Temporal server the site has a worker and nothing that serves.
            Assert.Equal("1", await ServedAsync(site));
        }

        var forth = await site.MdlcAsync("promote", "income", "2", "--reason", "it was right", "--json");
        Assert.True(forth.ExitCode == 0, forth.ToString());
        var refused = await site.MdlcAsync("promote", "income", "2", "--reason", "again", "--json");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("is the champion", (string)refused.Json["error"]!, StringComparison.Ordinal);

        var model = (await site.MdlcAsync("model", "show", "income", "--json")).Json;
        Assert.Equal(2, (int)model["aliases"]!["champion"]!);
        Assert.Equal(
            ["rollback: 2 is odd", "promote: it was right"],
            model["history"]!.AsArray().Where(change => (string?)change!["alias"] == "champion").TakeLast(2).Select(change => (string)change!["reason"]!));
    }

    [Fact]
    public async Task Rollback_WhoseEngineIsKilled_IsMadeAllTheSame()
    {
        await using var site = await Site.StartAsync(real: false);
        await TrainTwiceAsync(site);
        await using var rollback = site.Start(null, "rollback", "income", "--reason", "2 is odd", "--json");
        while (!rollback.Process.HasExited && !await HasBegunAsync(site))
        {
            await Task.Delay(5);
        }

        await site.KillBackgroundAsync();
        var done = await rollback.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.True(done.ExitCode == 0, done.ToString());
        Assert.Equal(1, (int)done.Json["to"]!);
        await site.StartBackgroundAsync();

        var model = (await site.MdlcAsync("model", "show", "income", "--json")).Json;
        Assert.Equal(1, (int)model["aliases"]!["champion"]!);
        Assert.Single(model["history"]!.AsArray(), change => (string?)change!["alias"] == "champion" && ((string)change["reason"]!).StartsWith("rollback", StringComparison.Ordinal));
        Assert.Equal("1", await ServedAsync(site));
    }

    /// <summary>Whether the move has been planned, and servers are told.</summary>
    private static Task<bool> HasBegunAsync(Site site) => Task.FromResult(
        Directory.EnumerateFiles(Path.Combine(site.Place.Home, "logs"), "*.jsonl").Any(file => ReadShared(file).Contains("\"PlanMove\"", StringComparison.Ordinal)));

    private static string ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static async Task<string?> ServedAsync(Site site)
    {
        using var client = new HttpClient();
        for (var tries = 0; ; tries++)
        {
            using var answer = await client.GetAsync(new Uri($"{site.Serving}/v2/models/income"));
            var document = JsonNode.Parse(await answer.Content.ReadAsStringAsync());
            if (answer.IsSuccessStatusCode)
            {
                return (string?)document!["versions"]!.AsArray()[0];
            }

            Assert.True(tries < 600, document?.ToString());
            await Task.Delay(100);
        }
    }

    private static async Task TrainTwiceAsync(Site site)
    {
        await site.RunOnceAsync();
        site.Place.WriteRows("rows.csv", 1_100, seed: 2);
        var second = await site.MdlcAsync("run", "model.yaml", "--json");
        Assert.True(second.ExitCode == 0, second.ToString());
        Assert.Equal(2, (int)second.Json["champion"]!);
    }
}
