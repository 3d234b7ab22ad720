using System.Globalization;
using System.Text.Json;
using Mdlc.Activities.Registry;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Models;
using Mdlc.Catalog.Predictions;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Verdicts;
using Mdlc.Serving;
using Mdlc.Serving.Settings;
using Mdlc.Workflows.Data;
using Mdlc.Workflows.Evaluation;
using Mdlc.Workflows.Features;
using Mdlc.Workflows.Registry;
using Mdlc.Workflows.Training;

namespace Mdlc.Unit.Tests.Activities;

/// <summary>Numbers that single precision confuses, from a file to a served prediction.</summary>
public sealed class SinglePrecisionStagesTests : IAsyncDisposable
{
    private const int Rows = 600;

    private readonly StageSandbox _sandbox = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1700000000", TrainerKind.LightGbm)]
    [InlineData("10000000", TrainerKind.LightGbm)]
    [InlineData("10000000", TrainerKind.FastTree)]
    [InlineData("1700000000.25", TrainerKind.LightGbm)]
    [InlineData("1700000000123456789", TrainerKind.LightGbm)]
    public async Task Stages_NumbersFarFromZero_AreLearnedLikeThoseNearIt(string first, TrainerKind trainer)
    {
        var spec = StageSandbox.Spec(ModelTask.Binary, trainer) with { Evaluate = new EvaluateSpec() };

        var ran = await RunAsync(spec, Orders(first));

        Assert.InRange(ran.Evaluated.Metrics["auc"], 0.995, 1);
        Assert.Contains("column 'order': counted from", ran.Transformed.Summary, StringComparison.Ordinal);
        var report = await File.ReadAllTextAsync(Path.Combine(_sandbox.Home.RunFolder("test", "model", 1), "report.html"), Token);
        Assert.Contains("counted from", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stages_NumbersNearZero_GiveTheModelTheyGaveBefore()
    {
        var spec = StageSandbox.Spec(ModelTask.Binary) with { Evaluate = new EvaluateSpec() };

        var ran = await RunAsync(spec, Orders("0"));

        Assert.All(ran.Transformed.Plan.Columns, column => Assert.Null(column.Rescaling));
        Assert.DoesNotContain("single precision", ran.Transformed.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ModelTask.Binary, "1700000000", ColumnType.Integer)]
    [InlineData(ModelTask.Binary, "1700000000.25", ColumnType.Number)]
    [InlineData(ModelTask.Binary, "1700000000123456789", ColumnType.Integer)]
    [InlineData(ModelTask.Regression, "1700000000", ColumnType.Integer)]
    public async Task Served_NumbersFarFromZero_EqualWhatTheFileAndTheEvaluationSay(ModelTask task, string first, ColumnType type)
    {
        var spec = StageSandbox.Spec(task) with { Evaluate = new EvaluateSpec(), Transform = new TransformSpec { RescaleLabel = true } };
        var csv = task == ModelTask.Binary ? Orders(first) : Times(first);
        var ran = await RunAsync(spec, csv);
        var package = await PromoteAsync(spec, ran);
        var test = TestRows(ran, task == ModelTask.Binary ? "order" : "label");
        var file = Path.Combine(_sandbox.Root, "test.csv");
        await File.WriteAllTextAsync(file, "order,noise\n" + string.Join('\n', test.Select(row => $"{row.Order},{row.Noise}")) + "\n", Token);

        var scores = await FileScorer.ScoreAsync(package, file, TimeProvider.System, cancellationToken: Token);
        var served = await AskAsync(test, type);

        var column = scores.Columns.Single(c => c.Name == (task == ModelTask.Binary ? OutputName.Probability : OutputName.Prediction));
        var values = column.Values.Cast<object>().Select(value => Convert.ToDouble(value, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(test.Select(row => row.Predicted), values);
        var output = served.GetProperty("outputs").EnumerateArray().Single(o => o.GetProperty("name").GetString() == column.Name);
        Assert.Equal(task == ModelTask.Binary ? "FP32" : "FP64", output.GetProperty("datatype").GetString());
        Assert.Equal(values, output.GetProperty("data").EnumerateArray().Select(value => task == ModelTask.Binary ? value.GetSingle() : value.GetDouble()));
        Assert.Equal(test.Select(row => row.Order), Logged("\"input.order\""));
        if (task == ModelTask.Regression)
        {
            Assert.Equal(values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)), Logged("\"output.prediction\""));
        }
    }

    [Theory]
    [InlineData(false, Verdict.Fail, 33, 50)]
    [InlineData(true, Verdict.Pass, 0, 15)]
    public async Task Regression_LabelFarFromZero_IsJudgedByTheLabelAsItStands(bool rescale, Verdict expected, double atLeast, double atMost)
    {
        var spec = StageSandbox.Spec(ModelTask.Regression) with
        {
            Evaluate = new EvaluateSpec(),
            Transform = new TransformSpec { RescaleLabel = rescale },
            Gate = new GateSpec { Limits = new Dictionary<string, LimitSpec> { ["mae"] = new(Max: 30) } },
        };

        var ran = await RunAsync(spec, Times("1700000000"));

        using var session = DuckDbSession.Open(_sandbox.Home);
        var predictions = SnapshotWriter.Relation(_sandbox.Artifacts.PlaceOf(ran.Evaluated.Predictions));
        var test = SnapshotWriter.Relation(_sandbox.Artifacts.PlaceOf(ran.Transformed.Split.Test));
        Assert.Equal(ran.Evaluated.Metrics["mae"], session.Scalar<double>($"SELECT avg(abs(label - predicted)) FROM {predictions}"), 1e-9);
        Assert.Equal(
            session.Rows($"SELECT label::DOUBLE FROM {test}", row => row.GetDouble(0)),
            session.Rows($"SELECT label FROM {predictions}", row => row.GetDouble(0)));
        Assert.InRange(ran.Evaluated.Metrics["mae"], atLeast, atMost);
        Assert.Equal(expected, ran.Gate.Verdict);
        Assert.Contains("label 'label': " + (rescale ? "counted from" : "models predict in single precision"), ran.Transformed.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gate_ChampionOfAnotherShift_IsComparedByItsOwn()
    {
        var spec = StageSandbox.Spec(ModelTask.Regression) with
        {
            Evaluate = new EvaluateSpec(),
            Transform = new TransformSpec { RescaleLabel = true },
            Gate = new GateSpec { Champion = new ChampionRule { Margin = 5 } },
        };
        await PromoteAsync(spec, await RunAsync(spec, Times("1700000000")));

        var later = await RunAsync(spec, Times("1700000000", rows: 1500), run: 2);

        Assert.NotEqual(1_700_000_300, later.Transformed.Plan.Label!.Shift);
        Assert.Equal((Verdict.Pass, 1), (later.Gate.Verdict, later.Gate.Champion));
    }

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    /// <summary>The later half of a hundred numbers is "yes".</summary>
    private static string Orders(string first)
    {
        var random = new Random(5);
        var start = decimal.Parse(first, CultureInfo.InvariantCulture);
        return "order,noise,label\n" + string.Concat(Enumerable.Range(0, Rows).Select(_ => random.Next(100)).Select(n => string.Create(
            CultureInfo.InvariantCulture, $"{start + n},{random.Next(1000) / 1000.0:0.000},{(n >= 50 ? "yes" : "no")}\n")));
    }

    /// <summary>The label is a second within some minutes, and the number beside it says which.</summary>
    private static string Times(string first, int rows = Rows)
    {
        var random = new Random(6);
        var start = long.Parse(first, CultureInfo.InvariantCulture);
        return "order,noise,label\n" + string.Concat(Enumerable.Range(0, rows).Select(i => (i * 7) % rows).Select(n => string.Create(
            CultureInfo.InvariantCulture, $"{start + n},{random.Next(1000) / 1000.0:0.000},{start + n}\n")));
    }

    private async Task<Ran> RunAsync(ModelSpec spec, string csv, int run = 1)
    {
        _sandbox.Run = new RunKey("test", "model", run);
        var snapshot = await _sandbox.FetchAsync(csv);
        var transformed = await _sandbox.TransformAsync(spec, snapshot);
        var trained = await _sandbox.TrainAsync(spec, transformed);
        var evaluated = await _sandbox.EvaluateAsync(spec, transformed, trained);
        return new Ran(snapshot, transformed, trained, evaluated, await _sandbox.GateAsync(spec, snapshot, transformed, trained, evaluated));
    }

    private async Task<VerifiedPackage> PromoteAsync(ModelSpec spec, Ran ran)
    {
        var data = new ValidateResult(ran.Snapshot, null, 0, null, "", "");
        var csv = spec with { Source = new SourceSpec { Path = Path.Combine(_sandbox.Root, "train.csv"), Delimiter = ",", Header = true } };
        var register = new RegisterInput(_sandbox.Run, csv, data, ran.Transformed.Split, ran.Transformed.Plan, null, ran.Trained, ran.Evaluated, ran.Gate);
        var registered = await new RegistryActivities(_sandbox.Home, _sandbox.Catalog, _sandbox.Artifacts, TimeProvider.System)
            .RegisterAsync(register, Token);
        await _sandbox.Catalog.Models.PromoteAsync(
            new PromotionRequest("test", "model", registered.Version, null, _sandbox.Run.ToString(), "test", "key", DateTimeOffset.UnixEpoch), Token);
        var package = await _sandbox.Catalog.Models.GetAsync("test", "model", registered.Version, Token);
        return new PackageStore(_sandbox.Home, _sandbox.Catalog).Open(package!);
    }

    private List<TestRow> TestRows(Ran ran, string label)
    {
        using var session = DuckDbSession.Open(_sandbox.Home);
        var predictions = SnapshotWriter.Relation(_sandbox.Artifacts.PlaceOf(ran.Evaluated.Predictions));
        var test = SnapshotWriter.Relation(_sandbox.Artifacts.PlaceOf(ran.Transformed.Split.Test));
        var predicted = label == "order" ? "probability" : "predicted";
        var scores = session.Rows($"SELECT {predicted} FROM {predictions}", row => row.GetDouble(0), Token);
        var inputs = session.Rows($"SELECT \"order\"::VARCHAR, noise::VARCHAR FROM {test}", row => (row.GetString(0), row.GetString(1)), Token);
        return [.. inputs.Zip(scores, (input, score) => new TestRow(input.Item1, input.Item2, score))];
    }

    private async Task<JsonElement> AskAsync(List<TestRow> rows, ColumnType type)
    {
        await using var host = await ServingHost.StartAsync(new ServingOptions { Home = _sandbox.Home, PollEvery = TimeSpan.FromMilliseconds(50) }, Token);
        using var client = new HttpClient { BaseAddress = new Uri(host.Address) };
        while (!(await client.GetAsync(new Uri("/v2/health/ready", UriKind.Relative), Token)).IsSuccessStatusCode)
        {
            await Task.Delay(20, Token);
        }

        var body = $$"""
            {"inputs": [
              {"name": "order", "shape": [{{rows.Count}}], "datatype": "{{(type == ColumnType.Integer ? "INT64" : "FP64")}}", "data": [{{string.Join(',', rows.Select(row => row.Order))}}]},
              {"name": "noise", "shape": [{{rows.Count}}], "datatype": "FP64", "data": [{{string.Join(',', rows.Select(row => row.Noise))}}]}]}
            """;
        using var answer = await client.PostAsync(
            new Uri("/v2/models/model/infer", UriKind.Relative), new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private IReadOnlyList<string> Logged(string column)
    {
        using var session = DuckDbSession.Open(_sandbox.Home);
        var log = Sql.Text(PredictionLogFiles.GlobOf(_sandbox.Home, "test", "model"));
        return session.Rows(
            $"SELECT {column} FROM read_parquet({log}) ORDER BY time, request, row",
            row => row.GetValue(0) is double number ? number.ToString("R", CultureInfo.InvariantCulture) : row.GetValue(0).ToString()!,
            Token);
    }

    private sealed record Ran(SnapshotRef Snapshot, TransformResult Transformed, TrainResult Trained, EvaluateResult Evaluated, GateResult Gate);

    private sealed record TestRow(string Order, string Noise, double Predicted);
}
