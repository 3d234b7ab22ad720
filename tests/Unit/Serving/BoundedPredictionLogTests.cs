using System.Globalization;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Models;
using Mdlc.Catalog.Predictions;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Serving.Models;
using Mdlc.Serving.Predictions;
using Mdlc.Serving.Settings;
using Mdlc.Serving.Telemetry;

namespace Mdlc.Unit.Tests.Serving;

/// <summary>The log as the server sees it: what it has accepted is in a file, or told as lost.</summary>
public sealed class BoundedPredictionLogTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryHome _temporary = new();
    private readonly LogLines _lines = new();
    private readonly ServingMetrics _metrics = new();
    private readonly LoadedModel _bikes = Model("bikes");

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public async Task Request_ThatCannotBeWritten_IsSetAsideAloneAndTold(int others)
    {
        await using (var log = Start())
        {
            for (var i = 0; i < others; i++)
            {
                Assert.True(log.TryAdd(_bikes, Row($"before {i}")));
            }

            Assert.True(log.TryAdd(_bikes, Unwritable("poison")));
            for (var i = 0; i < others; i++)
            {
                Assert.True(log.TryAdd(_bikes, Row($"after {i}")));
            }
        }

        Assert.Equal(2 * others, Logged("bikes").Count);
        Assert.DoesNotContain("poison", Logged("bikes"));
        var aside = Assert.Single(await File.ReadAllLinesAsync(Aside("bikes"), TestContext.Current.CancellationToken));
        Assert.Contains("\"poison\"", aside, StringComparison.Ordinal);
        Assert.Contains("NaN", aside, StringComparison.Ordinal);
        Assert.Equal(
            (2 * others, 2, 0), (await ValueAsync("mdlc_prediction_log_rows_total"), await ValueAsync("mdlc_prediction_log_set_aside_rows_total"), await ValueAsync("mdlc_prediction_log_lost_rows_total")));
        var line = Assert.Single(_lines.Lines);
        Assert.Contains("does not take 2 rows of 1 requests to demo/bikes", line, StringComparison.Ordinal);
        Assert.Contains(Aside("bikes"), line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_AfterOneThatCannotBeWritten_AreWrittenWithThoseBeforeInPlace()
    {
        await using (var log = Start(options => options with { FlushEvery = TimeSpan.FromMilliseconds(5) }))
        {
            foreach (var request in new[] { Row("a"), Unwritable("b"), Row("c"), Unwritable("d"), Row("e") })
            {
                Assert.True(log.TryAdd(_bikes, request));
                await ServedHome.UntilAsync(() => Task.FromResult(log.State.PendingRows == 0));
            }

            Assert.Equal((0, 4, 0, false, null), (log.State.PendingRows, log.State.SetAsideRows, log.State.LostRows, log.State.IsFull, log.State.Error));
        }

        Assert.Equal(["a", "c", "e"], Logged("bikes").Order());
        Assert.Equal(2, (await File.ReadAllLinesAsync(Aside("bikes"), TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task Request_ThatCanNeitherBeWrittenNorSetAside_WaitsUntilItCan()
    {
        var folder = Path.GetDirectoryName(Aside("bikes"))!;
        await BlockAsync(folder);
        await using (var log = Start(options => options with { FlushEvery = TimeSpan.FromMilliseconds(5) }))
        {
            Assert.True(log.TryAdd(_bikes, Unwritable("poison")));
            await ServedHome.UntilAsync(() => Task.FromResult(log.State.Error is not null));
            Assert.Equal((2, 0), (log.State.PendingRows, log.State.SetAsideRows));

            File.Delete(folder);
            await ServedHome.UntilAsync(() => Task.FromResult(log.State.PendingRows == 0));
            Assert.Equal((2, 0), (log.State.SetAsideRows, log.State.LostRows));
        }

        Assert.Contains("\"poison\"", Assert.Single(await File.ReadAllLinesAsync(Aside("bikes"), TestContext.Current.CancellationToken)), StringComparison.Ordinal);
    }

    /// <summary>It was the first of its file, which got its columns.</summary>
    [Fact]
    public async Task Requests_AfterOneOfOtherColumns_BeginAFileOfTheirOwn()
    {
        await using (var log = Start(options => options with { FlushEvery = TimeSpan.FromMilliseconds(5) }))
        {
            var odd = Unwritable("odd");
            Assert.True(log.TryAdd(_bikes, odd with { Inputs = [.. odd.Inputs, new("size", ColumnType.Integer, new long?[] { 1, 2 })] }));
            await ServedHome.UntilAsync(() => Task.FromResult(log.State.PendingRows == 0));
            Assert.True(log.TryAdd(_bikes, Row("a")));
        }

        Assert.Equal(["a"], Logged("bikes"));
        Assert.Single(await File.ReadAllLinesAsync(Aside("bikes"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Requests_BeyondTheLimits_AreRefusedUntilThereIsRoom()
    {
        await BlockAsync(_temporary.Home.Predictions);
        await using (var log = Start(options => options with { FlushEvery = TimeSpan.FromMilliseconds(5), Pending = new PendingLimits { Rows = 10 } }))
        {
            var accepted = Enumerable.Range(0, 20).Count(i => log.TryAdd(_bikes, Row($"r{i}")));
            Assert.Equal((10, true), (accepted, log.State.IsFull));
            Assert.Equal(10, await ValueAsync("mdlc_prediction_log_pending_rows"));
            await ServedHome.UntilAsync(() => Task.FromResult(log.State.Error is not null));

            File.Delete(_temporary.Home.Predictions);
            await ServedHome.UntilAsync(() => Task.FromResult(log.State.PendingRows == 0));
            Assert.Equal((false, null), (log.State.IsFull, log.State.Error));
            Assert.Equal(
                [1, 1],
                new[] { "Error: The prediction log cannot be written", "Warning: The prediction log can be written again" }
                    .Select(start => _lines.Lines.Count(line => line.StartsWith(start, StringComparison.Ordinal))));
            Assert.True(log.TryAdd(_bikes, Row("later")));
        }

        Assert.Equal(11, Logged("bikes").Count);
    }

    /// <summary>Otherwise it would be refused for ever: there is never more room than when none waits.</summary>
    [Fact]
    public async Task Request_LargerThanAllThatMayWait_IsTakenWhereNoneWaits()
    {
        await using var log = Start(options => options with { FlushEvery = TimeSpan.FromMilliseconds(5), Pending = new PendingLimits { Bytes = 1000 } });
        foreach (var name in new[] { "first", "second" })
        {
            Assert.True(log.TryAdd(_bikes, Row(name, new string('x', 100_000))));
            await ServedHome.UntilAsync(() => Task.FromResult(log.State.PendingRows == 0));
        }
    }

    [Fact]
    public async Task Requests_ThatAreLarge_AreBoundedByTheirBytes()
    {
        await using var log = Start(options => options with { Pending = new PendingLimits { Bytes = 1 << 20 } });
        var accepted = Enumerable.Range(0, 20).Count(i => log.TryAdd(_bikes, Row($"r{i}", new string('x', 100_000))));

        Assert.InRange(accepted, 4, 5);
    }

    [Fact]
    public async Task Model_WhoseFolderCannotBeWritten_LeavesRoomForTheOthers()
    {
        var trams = Model("trams");
        await BlockAsync(Path.Combine(_temporary.Home.Predictions, "demo", "bikes"));
        await using (var log = Start(options => options with { FlushEvery = TimeSpan.FromMilliseconds(5), Pending = new PendingLimits { Rows = 10 }, LogWithin = TimeSpan.FromMilliseconds(50) }))
        {
            Assert.True(log.TryAdd(trams, Row("t")));
            var accepted = Enumerable.Range(0, 20).Count(i => log.TryAdd(_bikes, Row($"b{i}")));
            Assert.Equal(5, accepted);
            for (var i = 0; i < 20; i++)
            {
                await ServedHome.UntilAsync(() => Task.FromResult(log.TryAdd(trams, Row($"t{i}"))));
            }
        }

        Assert.Equal(21, Logged("trams").Count);
        Assert.Equal(5, await ValueAsync("mdlc_prediction_log_lost_rows_total"));
    }

    [Fact]
    public async Task Stop_WhileTheLogCannotBeWritten_EndsInTimeAndTellsHowManyAreLost()
    {
        await BlockAsync(_temporary.Home.Predictions);
        var log = Start(options => options with { LogWithin = TimeSpan.FromMilliseconds(300), Pending = new PendingLimits { Rows = 10 } });
        var accepted = Enumerable.Range(0, 20).Count(i => log.TryAdd(_bikes, Row($"r{i}")));
        await log.DisposeAsync();

        Assert.False(log.TryAdd(_bikes, Row("too late")));
        Assert.Equal(accepted, log.State.LostRows);
        Assert.Equal(accepted, await ValueAsync("mdlc_prediction_log_lost_rows_total"));
        Assert.Contains(_lines.Lines, line => line.StartsWith($"Error: {accepted} answered predictions are lost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stop_WhenTheWayIsFreedMeanwhile_LosesNothing()
    {
        await BlockAsync(_temporary.Home.Predictions);
        var log = Start(options => options with { FlushEvery = TimeSpan.FromHours(1), LogWithin = TimeSpan.FromMinutes(1) });
        Assert.True(log.TryAdd(_bikes, Row("a")));
        var stopping = log.DisposeAsync();
        await ServedHome.UntilAsync(() => Task.FromResult(log.State.Error is not null));
        File.Delete(_temporary.Home.Predictions);
        await stopping;

        Assert.Equal(["a"], Logged("bikes"));
        Assert.Equal(0, log.State.LostRows);
    }

    private static LoggedRequest Row(string id, string text = "red") => new(
        Noon, id, 1, [new("colour", ColumnType.Text, new string?[] { text })], [new("score", ColumnType.Number, new[] { 0.5f })]);

    /// <summary>Two rows, and an output of one: nothing that the machine could be blamed for.</summary>
    private static LoggedRequest Unwritable(string id) => new(
        Noon, id, 2, [new("colour", ColumnType.Text, new string?[] { "red", "a\0b" })], [new("score", ColumnType.Number, new[] { float.NaN })]);

    private static LoadedModel Model(string name)
    {
        using var zip = new MemoryStream(SmallModels.Binary.Zip);
        var package = new ModelPackage("demo", name, 1, "run", "digest", "snapshot", "folder", new Dictionary<string, string>(), DateTimeOffset.UnixEpoch);
        return new LoadedModel(package, ModelScorer.Load(zip, SmallModels.Binary.Signature));
    }

    private PredictionLog Start(Func<ServingOptions, ServingOptions>? change = null)
    {
        var options = new ServingOptions { Home = _temporary.Home, FlushEvery = TimeSpan.FromHours(1) };
        return new PredictionLog(change?.Invoke(options) ?? options, "writer", _metrics, _lines);
    }

    private static async Task BlockAsync(string folder)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        await File.WriteAllTextAsync(folder, "in the way", TestContext.Current.CancellationToken);
    }

    private string Aside(string model) => new SetAsidePredictions(_temporary.Home, "writer").FileOf("demo", model, 1);

    private IReadOnlyList<string> Logged(string model)
    {
        using var session = DuckDbSession.Open(_temporary.Home);
        var glob = PredictionLogFiles.GlobOf(_temporary.Home, "demo", model);
        return session.Rows($"SELECT request FROM read_parquet({Sql.Text(glob)})", row => row.GetString(0), TestContext.Current.CancellationToken);
    }

    private async Task<double> ValueAsync(string metric)
    {
        using var text = new MemoryStream();
        await _metrics.Registry.CollectAndExportAsTextAsync(text, TestContext.Current.CancellationToken);
        var lines = System.Text.Encoding.UTF8.GetString(text.ToArray()).Split('\n');
        return double.Parse(lines.Single(line => line.StartsWith(metric + " ", StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture);
    }
}
