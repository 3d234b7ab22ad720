using System.Collections.Concurrent;
using System.Globalization;
using Mdlc.Activities.Deployment;
using Mdlc.Catalog.DataViews;
using Mdlc.Catalog.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Unit.Tests.Catalog.Models;
using Mdlc.Workflows.Deployment;

namespace Mdlc.Unit.Tests.Serving;

/// <summary>Requests at a steady rate while three versions are promoted one after the other.</summary>
/// <remarks><c>MDLC_TEST_LOAD_SECONDS</c> makes it longer, <c>MDLC_TEST_LOAD_RATE</c> faster.</remarks>
public sealed class PromotionUnderLoadTests(ITestOutputHelper output) : IAsyncDisposable
{
    private const int Promotions = 3;

    private readonly ServedHome _home = new();
    private readonly ConcurrentBag<Answer> _answers = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _home.DisposeAsync();

    [Fact]
    public async Task Promote_ThreeTimesUnderLoad_FailsNoRequestAndLogsEachWithTheVersionThatAnswered()
    {
        var duration = TimeSpan.FromSeconds(Setting("MDLC_TEST_LOAD_SECONDS", 4));
        var models = Enumerable.Range(1, Promotions + 1).Select(seed => SmallModel.Train(ModelTask.Binary, seed)).ToArray();
        await _home.PublishChampionAsync(models[0]);
        foreach (var model in models.Skip(1))
        {
            await _home.PublishAsync(model);
        }

        await _home.StartReadyAsync();
        var promoting = PromoteAsync(duration / (Promotions + 1));
        await SendAsync(Setting("MDLC_TEST_LOAD_RATE", 200), duration, promoting);
        await promoting;
        await _home.StopAsync();

        Assert.Equal(["1", "2", "3", "4"], _answers.Select(answer => answer.Version).Distinct().Order(StringComparer.Ordinal));
        AssertEachScoreIsOfItsVersion(models);
        Assert.Equal(
            _answers.Select(answer => answer.ToString()).Order(StringComparer.Ordinal),
            _home.ReadLog("""request, version, "input.amount"::BIGINT, format('{}', "output.score") """).Select(Round).Order(StringComparer.Ordinal));
    }

    private async Task SendAsync(int rate, TimeSpan duration, Task promoting)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var requests = new List<Task>();
        while (watch.Elapsed < duration || !promoting.IsCompleted)
        {
            // Open loop: what is due is sent, whether or not earlier requests were answered.
            while (requests.Count < watch.Elapsed.TotalSeconds * rate)
            {
                requests.Add(AskAsync(requests.Count));
            }

            await Task.Delay(2, Token);
        }

        var sent = watch.Elapsed;
        await Task.WhenAll(requests);
        var latencies = _answers.Select(answer => answer.Milliseconds).Order().ToArray();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{requests.Count} requests in {sent.TotalSeconds:0.0} s ({requests.Count / sent.TotalSeconds:0} per s), none failed; ms p50 {latencies[latencies.Length / 2]:0.0} p99 {latencies[latencies.Length * 99 / 100]:0.0} max {latencies[^1]:0.0}"));
    }

    private async Task AskAsync(int number)
    {
        var amount = number % 100;
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var answer = await _home.InferOkAsync(new { id = $"r{number}", inputs = ServedHome.OneRow(amount) });
        Assert.Equal($"r{number}", answer.GetProperty("id").GetString());
        var score = answer.GetProperty("outputs").EnumerateArray().Single(o => o.GetProperty("name").GetString() == "score");
        _answers.Add(new Answer(
            number, answer.GetProperty("model_version").GetString()!, amount, score.GetProperty("data")[0].GetSingle(), watch.Elapsed.TotalMilliseconds));
    }

    private async Task PromoteAsync(TimeSpan every)
    {
        var activities = new DeploymentActivities(_home.Catalog, _home.Guard(), TimeProvider.System);
        for (var version = 2; version <= Promotions + 1; version++)
        {
            await Task.Delay(every, Token);
            var run = new RunKey("demo", "bikes", version);
            var deployed = await activities.DeployAsync(new DeployInput(run, version), _ => { }, Token);
            Assert.False(deployed.Pending);
            Assert.True((await activities.PromoteAsync(new PromoteInput(run, version, version - 1))).Promoted);
        }
    }

    private void AssertEachScoreIsOfItsVersion(SmallModel[] models)
    {
        var scorers = models.Select(model =>
        {
            using var zip = new MemoryStream(model.Zip);
            return ModelScorer.Load(zip, model.Signature);
        }).ToArray();
        Assert.All(_answers, answer =>
        {
            var version = int.Parse(answer.Version, CultureInfo.InvariantCulture);
            Assert.Equal(scorers[version - 1].Score(Row(answer.Amount)).Values![0], answer.Score);
        });
    }

    /// <summary>DuckDB writes a float out as a double.</summary>
    private static string Round(string logged)
    {
        var at = logged.LastIndexOf('|') + 1;
        return logged[..at] + float.Parse(logged[at..], CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>What <see cref="ServedHome.OneRow"/> sends.</summary>
    private static ColumnarDataView Row(float amount) =>
        new(
            [
                ColumnarDataViewColumn.OfSingles("amount", [amount]),
                ColumnarDataViewColumn.OfTexts("colour", ["red"]),
                ColumnarDataViewColumn.OfTexts("hour", ["7"]),
                ColumnarDataViewColumn.OfDoubles("at", [new DateTimeOffset(2026, 1, 31, 8, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds()]),
                ColumnarDataViewColumn.OfSingles("member", [1]),
            ],
            1);

    private static int Setting(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value) ? value : usual;

    private sealed record Answer(int Number, string Version, int Amount, float Score, double Milliseconds)
    {
        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"r{Number}|{Version}|{Amount}|{Score:R}");
    }
}
