using Mdlc.Catalog.Predictions;
using Mdlc.Serving.Settings;

namespace Mdlc.Unit.Tests.Serving;

public sealed class PredictionLogTests : IAsyncDisposable
{
    private readonly ServedHome _home = new();

    public ValueTask DisposeAsync() => _home.DisposeAsync();

    [Fact]
    public async Task Stop_AfterRequests_HasEveryRowWithInputsAndOutputs()
    {
        await _home.PublishChampionAsync(SmallModels.Binary);
        await _home.StartReadyAsync(options => options with { FlushEvery = TimeSpan.FromHours(1) });
        var answer = await _home.InferOkAsync(new
        {
            id = "a request",
            inputs = new[]
            {
                ServedHome.Tensor("amount", "FP64", 12.25, null),
                ServedHome.Tensor("colour", "BYTES", "red", "it's | \"blue\""),
                ServedHome.Tensor("hour", "INT64", 7, 9_007_199_254_740_993),
                ServedHome.Tensor("at", "BYTES", "2026-01-31T08:00:00Z", null),
                ServedHome.Tensor("member", "BOOL", true, false),
            },
        });
        await _home.StopAsync();

        Assert.Equal(["a request|0|demo|bikes|1", "a request|1|demo|bikes|1"], _home.ReadLog("request, row, project, model, version"));
        Assert.Equal(
            ["12.25|red|7|2026-01-31 08:00:00|true", "?|it's | \"blue\"|9007199254740993|?|false"],
            _home.ReadLog(
                """coalesce("input.amount"::VARCHAR, '?'), "input.colour", "input.hour", coalesce("input.at"::VARCHAR, '?'), "input.member" """));
        var data = answer.GetProperty("outputs").EnumerateArray().Select(output => output.GetProperty("data").EnumerateArray().ToArray()).ToArray();
        var scores = _home.ReadLog("""format('{}', "output.score") """);
        Assert.Equal(
            data[2].Select(score => score.GetSingle()), scores.Select(score => float.Parse(score, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(data[0].Select(label => label.GetString()), _home.ReadLog("\"output.prediction\""));
    }

    [Fact]
    public async Task Running_AfterTheFlushInterval_HasTheRowsOnDisk()
    {
        await _home.PublishChampionAsync(SmallModels.Binary);
        await _home.StartReadyAsync(options => options with { FlushEvery = TimeSpan.FromMilliseconds(20) });
        await _home.InferOkAsync(new { inputs = ServedHome.OneRow() });

        var folder = Path.GetDirectoryName(PredictionLogFiles.GlobOf(_home.Home, "demo", "bikes"))!;
        await ServedHome.UntilAsync(() => Task.FromResult(Directory.Exists(folder) && Directory.GetFiles(folder, "*.parquet").Length > 0));
        Assert.Single(_home.ReadLog("request"));
    }

    /// <summary>Who distributes requests shall send them elsewhere meanwhile, and here again afterwards.</summary>
    [Fact]
    public async Task Running_WhileTheLogTakesNoMore_TheServerIsNotReadyAndRefuses()
    {
        await _home.PublishChampionAsync(SmallModels.Binary);
        await _home.StartReadyAsync(options => options with { FlushEvery = TimeSpan.FromMilliseconds(20), Pending = new PendingLimits { Rows = 1 } });
        await File.WriteAllTextAsync(_home.Home.Predictions, "in the way", ServedHome.Token);
        await _home.InferOkAsync(new { inputs = ServedHome.OneRow() });
        using var refused = await _home.InferAsync(new { inputs = ServedHome.OneRow() });

        Assert.Equal(503, (int)refused.StatusCode);
        Assert.Equal((503, 200), (await StatusAsync("ready"), await StatusAsync("live")));

        File.Delete(_home.Home.Predictions);
        await ServedHome.UntilAsync(async () => await StatusAsync("ready") == 200);
        await _home.InferOkAsync(new { inputs = ServedHome.OneRow() });
        await _home.StopAsync();
        Assert.Equal(2, _home.ReadLog("request").Count);

        async Task<int> StatusAsync(string what)
        {
            using var answer = await _home.Client.GetAsync(new Uri($"/v2/health/{what}", UriKind.Relative), ServedHome.Token);
            return (int)answer.StatusCode;
        }
    }

    [Fact]
    public async Task Running_ManyRows_AreWrittenWithoutWaiting()
    {
        await _home.PublishChampionAsync(SmallModels.Binary);
        await _home.StartReadyAsync(options => options with { FlushEvery = TimeSpan.FromHours(1), FlushRows = 3 });
        for (var i = 0; i < 3; i++)
        {
            await _home.InferOkAsync(new { inputs = ServedHome.OneRow() });
        }

        var folder = Path.GetDirectoryName(PredictionLogFiles.GlobOf(_home.Home, "demo", "bikes"))!;
        await ServedHome.UntilAsync(() => Task.FromResult(Directory.Exists(folder) && Directory.GetFiles(folder, "*.parquet").Length > 0));
        Assert.Equal(3, _home.ReadLog("request").Count);
    }

    [Fact]
    public async Task Write_FolderCannotBeMade_KeepsTheRowsUntilItCan()
    {
        await _home.PublishChampionAsync(SmallModels.Binary);
        await File.WriteAllTextAsync(_home.Home.Predictions, "in the way", ServedHome.Token);
        await _home.StartReadyAsync(options => options with { FlushEvery = TimeSpan.FromMilliseconds(20) });
        await _home.InferOkAsync(new { inputs = ServedHome.OneRow() });
        await ServedHome.UntilAsync(async () =>
            !(await _home.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative), ServedHome.Token))
                .Contains("mdlc_prediction_log_failures_total 0", StringComparison.Ordinal));

        File.Delete(_home.Home.Predictions);
        await _home.InferOkAsync(new { inputs = ServedHome.OneRow() });
        await _home.StopAsync();
        Assert.Equal(2, _home.ReadLog("request").Count);
    }
}
