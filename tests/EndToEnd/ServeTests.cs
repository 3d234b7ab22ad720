using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Mdlc.EndToEnd.Tests;

public sealed class ServeTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly HttpClient _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Run_WhileAServerLives_EndsWithTheNewVersionAnsweringAtItsEndpoint()
    {
        using var place = new Workplace();
        place.WriteSpec();
        await using var server = MdlcProcess.Start(place.Folder, null, "serve", "--port", "0", "--json");
        var address = await AddressAsync(server);

        foreach (var (version, rows) in new[] { ("1", 1_000), ("2", 1_100) })
        {
            place.WriteRows("rows.csv", rows);
            var run = await place.MdlcAsync("run", "model.yaml", "--json");

            Assert.True(run.ExitCode == 0, run.ToString());
            Assert.Equal("succeeded", (string?)run.Json["stages"]!.AsArray()[^1]!["state"]);
            Assert.StartsWith(address, (string)run.Json["endpoint"]!, StringComparison.Ordinal);
            var answer = await AskAsync((string)run.Json["endpoint"]! + "/infer", "r");
            Assert.Equal(version, (string?)answer["model_version"]);
        }
    }

    [Fact]
    public async Task Explain_OverHttpAndOfAFile_AddsUpToTheScore_AndIsRefusedOfAModelWithoutTrees()
    {
        using var place = new Workplace();
        place.WriteRows("rows.csv", 1_000);
        place.WriteSpec();
        Assert.Equal(0, (await place.MdlcAsync("run", "model.yaml", "--json")).ExitCode);
        place.WriteSpec("linear.yaml", model: "linear", trainer: "sdca");
        Assert.Equal(0, (await place.MdlcAsync("run", "linear.yaml", "--json")).ExitCode);

        var file = await place.MdlcAsync("predict", "income", "--file", "rows.csv", "--explain", "--json");
        Assert.All(file.Json.AsArray(), row => AssertAddsUp(row!.AsObject().Where(cell => cell.Value is not null && cell.Key != "prediction").ToDictionary(cell => cell.Key, cell => (double)cell.Value!)));
        var refused = await place.MdlcAsync("predict", "linear", "--file", "rows.csv", "--explain", "--json");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("is a model of sdca", (string)refused.Json["error"]!, StringComparison.Ordinal);

        await using var server = MdlcProcess.Start(place.Folder, null, "serve", "--port", "0", "--json");
        var address = await AddressAsync(server);
        await UntilAsync(async () => (await _client.GetAsync(new Uri($"{address}/v2/health/ready"))).IsSuccessStatusCode);
        var answer = await AskAsync($"{address}/v2/models/income/infer", "r", explain: true);
        AssertAddsUp(answer["outputs"]!.AsArray().Where(output => (string?)output!["name"] != "prediction").ToDictionary(output => (string)output!["name"]!, output => (double)output!["data"]![0]!));
        Assert.DoesNotContain((await AskAsync($"{address}/v2/models/income/infer", "r"))["outputs"]!.AsArray(), output => ((string)output!["name"]!).StartsWith("contribution", StringComparison.Ordinal));
    }

    private static void AssertAddsUp(Dictionary<string, double> row)
    {
        Assert.Equal(3, row.Count(cell => cell.Key.StartsWith("contribution.", StringComparison.Ordinal)));
        var sum = row["explanation.base"] + row.Where(cell => cell.Key.StartsWith("contribution.", StringComparison.Ordinal)).Sum(cell => cell.Value);
        Assert.Equal(row["explanation.score"], sum, 1e-5);
        Assert.Equal(row["score"], sum, 1e-4);
    }

    [Fact]
    public async Task Serve_Killed_LosesAtMostTheLastMomentOfTheLogAndTheNextServerGoesOn()
    {
        using var place = new Workplace();
        place.WriteRows("rows.csv", 1_000);
        place.WriteSpec();
        Assert.Equal(0, (await place.MdlcAsync("run", "model.yaml", "--json")).ExitCode);

        var answered = await ServeAsync(place, server =>
        {
            server.Kill();
            return Task.CompletedTask;
        });
        var logged = await LoggedAsync(place);
        Assert.InRange(logged, answered.Count(a => a.Age > TimeSpan.FromSeconds(4)), answered.Count);

        var more = await ServeAsync(place, server => server.StopAsync());
        Assert.Equal(logged + more.Count, await LoggedAsync(place));
    }

    /// <summary>Serves and asks for some seconds, then ends the server.</summary>
    /// <returns>The answered requests, with how long before the end each was answered.</returns>
    private async Task<IReadOnlyList<(int Number, TimeSpan Age)>> ServeAsync(Workplace place, Func<MdlcProcess, Task> end)
    {
        await using var server = MdlcProcess.Start(place.Folder, null, "serve", "--port", "0", "--json");
        var address = await AddressAsync(server);
        await UntilAsync(async () => (await _client.GetAsync(new Uri($"{address}/v2/models/income/ready"))).IsSuccessStatusCode);
        var watch = Stopwatch.StartNew();
        var answered = new List<(int Number, TimeSpan At)>();
        while (watch.Elapsed < TimeSpan.FromSeconds(7))
        {
            await AskAsync($"{address}/v2/models/income/infer", $"r{answered.Count}");
            answered.Add((answered.Count, watch.Elapsed));
        }

        await end(server);
        var ended = watch.Elapsed;
        return [.. answered.Select(a => (a.Number, ended - a.At))];
    }

    /// <summary>Rows that monitoring finds in the prediction log.</summary>
    private static async Task<int> LoggedAsync(Workplace place)
    {
        var result = await place.MdlcAsync("monitor", "income", "--json");
        Assert.True(result.ExitCode == 0, result.ToString());
        return (int)result.Json["rows"]!;
    }

    private async Task<JsonNode> AskAsync(string url, string id, bool explain = false)
    {
        object Tensor(string name, string datatype, object value) => new { name, shape = new[] { 1 }, datatype, data = new[] { value } };
        var body = new { id, inputs = new[] { Tensor("age", "INT64", 40), Tensor("hours", "INT64", 38), Tensor("city", "BYTES", "a") }, parameters = new { explain } };
        using var response = await _client.PostAsJsonAsync(url, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private static async Task<string> AddressAsync(MdlcProcess server) => (string)(await server.DocumentAsync())["serving"]!;

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < Patience, "Nothing happened for a minute.");
            await Task.Delay(50);
        }
    }
}
