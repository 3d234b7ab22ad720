using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Monitoring;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;
using Mdlc.Contracts.Verdicts;
using Mdlc.Workflows.Evaluation;
using Mdlc.Workflows.Features;
using Mdlc.Workflows.Training;

namespace Mdlc.Unit.Tests.Activities;

/// <summary>What the evaluation says, from rows in a file to its document.</summary>
public sealed class EvaluationStagesTests : IAsyncDisposable
{
    private readonly StageSandbox _sandbox = new();

    [Fact]
    public async Task Evaluation_MetricAskedByAnotherName_AnswersByThatEverywhere()
    {
        var spec = StageSandbox.Spec(ModelTask.Multiclass, TrainerKind.Lbfgs) with
        {
            Evaluate = new EvaluateSpec { Metric = "accuracy", Slices = ["color"] },
            Gate = new GateSpec { Limits = new Dictionary<string, LimitSpec> { ["balancedAccuracy"] = new(Min: 0.1) } },
        };
        var (transformed, trained, evaluated, document) = await EvaluateAsync(spec, 600);
        var snapshot = await _sandbox.FetchAsync(StageSandbox.Csv(600, ModelTask.Multiclass));
        var gate = await _sandbox.GateAsync(spec, snapshot, transformed, trained, evaluated);
        var verdict = MdlcJson.Deserialize<GateVerdict>(await _sandbox.Artifacts.ReadTextAsync(gate.Document));

        Assert.Equal(("accuracy", "accuracy", "accuracy"), (evaluated.Metric, document.Metric, verdict.Metric));
        Assert.StartsWith("accuracy ", evaluated.Summary, StringComparison.Ordinal);
        Assert.Equal(["accuracy", "balancedAccuracy", "auc", "macroF1", "logloss"], document.Metrics.Select(metric => metric.Name));
        Assert.All(document.Metrics, metric => Assert.NotNull(metric.Lower));
        Assert.All(document.Slices, slice => Assert.Equal("accuracy", Assert.Single(slice.Metrics).Name));
        Assert.Equal("balancedAccuracy", Assert.Single(verdict.Rules).Metric);
    }

    [Fact]
    public async Task Evaluation_OfATunedModel_StatesTheOptionsItWasTrainedWith()
    {
        var spec = StageSandbox.Spec(ModelTask.Binary, TrainerKind.Lbfgs) with { Train = new TrainSpec { Trainer = TrainerKind.Lbfgs, Params = new Dictionary<string, double> { ["historySize"] = 10 } } };
        var (transformed, trained, _, _) = await EvaluateAsync(spec, 600);
        var trial = new TrialResult(3, new Dictionary<string, double> { ["l2Regularization"] = 0.25 }, 0.9, null, 1);
        var input = new EvaluateInput(_sandbox.Run, spec, transformed.Split, transformed.Plan, trained.Model)
        {
            Params = new Dictionary<string, double> { ["historySize"] = 10, ["l2Regularization"] = 0.25 },
            Tuning = new Leaderboard("auc", true, 2, [trial, new TrialResult(0, new Dictionary<string, double>(), null, "no memory", 1)]),
        };

        var evaluated = await _sandbox.EvaluateAsync(input);

        var document = await DocumentAsync(evaluated);
        Assert.Equal((0.25, 10, 500), (document.Params["l2Regularization"], document.Params["historySize"], document.Params["maximumNumberOfIterations"]));
        Assert.Equal([3, 0], document.Tuning!.Trials.Select(t => t.Trial));
        var report = await File.ReadAllTextAsync(evaluated.Report);
        Assert.Contains("2 trials, 1 of them failed: the first one&#39;s options trained the model", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ThresholdRule.F1)]
    [InlineData(ThresholdRule.Cost)]
    public async Task Threshold_ToBeChosen_ComesFromHeldOutTrainingRowsAndIsUsed(ThresholdRule rule)
    {
        var asked = new ThresholdSpec { Rule = rule, FalsePositive = rule == ThresholdRule.Cost ? 1 : 0, FalseNegative = rule == ThresholdRule.Cost ? 20 : 0 };
        var plain = StageSandbox.Spec(ModelTask.Binary, TrainerKind.Lbfgs);
        var spec = plain with { Evaluate = plain.Evaluate with { Threshold = asked } };
        var (transformed, trained, evaluated, document) = await EvaluateAsync(spec, 1500);
        var untouched = await _sandbox.TrainAsync(plain, transformed);

        var point = trained.OperatingPoint!;
        Assert.Equal(untouched.ModelDigest, trained.ModelDigest); // what chooses is another model
        Assert.InRange(point.Rows, transformed.Split.TrainRows / 6, transformed.Split.TrainRows / 3);
        Assert.InRange(point.Threshold, rule == ThresholdRule.Cost ? 0.001 : 0.1, rule == ThresholdRule.Cost ? 0.4 : 0.9);
        Assert.Equal([point.Note], trained.Notes);
        Assert.Equal(point, document.OperatingPoint);
        var row = document.Thresholds.Single(r => r.Threshold == point.Threshold);
        Assert.Equal(row.F1!.Value, evaluated.Metrics["f1"], 1e-12);
        Assert.Equal(row.Predicted, document.Confusion!.Counts.Sum(counts => counts[1]));
        Assert.Equal(rule == ThresholdRule.Cost, row.Cost is not null);
        Assert.Equal(row.Predicted, await PredictedPositiveAsync(evaluated));
        Assert.Contains("The model's own: threshold", await File.ReadAllTextAsync(evaluated.Report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Threshold_Fixed_IsUsedByTheGate()
    {
        var plain = StageSandbox.Spec(ModelTask.Binary, TrainerKind.Lbfgs);
        var spec = plain with
        {
            Evaluate = plain.Evaluate with { Threshold = new ThresholdSpec { Value = 0.05 } },
            Gate = new GateSpec { Limits = new Dictionary<string, LimitSpec> { ["precision"] = new(Min: 0.1) } },
        };
        var csv = StageSandbox.Csv(1000, ModelTask.Binary);
        var snapshot = await _sandbox.FetchAsync(csv);
        var (transformed, trained, evaluated, document) = await EvaluateAsync(spec, 1000);
        var gate = await _sandbox.GateAsync(spec, snapshot, transformed, trained, evaluated);
        var verdict = MdlcJson.Deserialize<GateVerdict>(await _sandbox.Artifacts.ReadTextAsync(gate.Document));

        var precision = document.Thresholds.Single(row => row.Threshold == 0.05).Precision!.Value;
        Assert.Equal(precision, verdict.Rules.Single().Value!.Value, 1e-12);
        Assert.Equal(precision, evaluated.Metrics["precision"], 1e-12);
        Assert.NotEqual(precision, document.Thresholds.Single(row => row.Threshold == 0.5).Precision!.Value);
    }

    [Fact]
    public async Task Threshold_NotAskedFor_IsOneHalf()
    {
        var (_, trained, _, document) = await EvaluateAsync(StageSandbox.Spec(ModelTask.Binary, TrainerKind.Lbfgs), 600);

        Assert.Null(trained.OperatingPoint);
        Assert.Empty(trained.Notes);
        Assert.Equal(document.Thresholds.Single(row => row.Threshold == 0.5).F1!.Value, document.Metrics.Single(metric => metric.Name == "f1").Value!.Value, 1e-12);
    }

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    [Fact]
    public async Task Profile_MadeBesideTheTraining_IsWhatTheEvaluationWouldMake()
    {
        var spec = StageSandbox.Spec(ModelTask.Binary, TrainerKind.Lbfgs);
        var (transformed, trained, evaluated, _) = await EvaluateAsync(spec, 400);
        var input = new EvaluateInput(_sandbox.Run, spec, transformed.Split, transformed.Plan, trained.Model)
        {
            Records = 500,
            Unreadable = new Dictionary<string, long> { ["x"] = 3 },
        };

        var given = await ProfileAsync(await _sandbox.EvaluateAsync(input with { Profile = trained.Profile }));

        Assert.Equal(MdlcJson.Serialize(await ProfileAsync(await _sandbox.EvaluateAsync(input))), MdlcJson.Serialize(given));
        Assert.Equal((transformed.Split.TrainRows, 500, 3), (given.Rows, given.Records, given.Unreadable["x"]));
        Assert.Equal((await ProfileAsync(evaluated)).Columns.Select(column => column.Name), given.Columns.Select(column => column.Name));
        Assert.NotNull(given.Predictions);
    }

    [Fact]
    public async Task Evaluation_GivenAProfile_ReadsNoTrainingRows()
    {
        var spec = StageSandbox.Spec(ModelTask.Binary, TrainerKind.Lbfgs);
        var (transformed, trained, _, _) = await EvaluateAsync(spec, 400);
        var input = new EvaluateInput(_sandbox.Run, spec, transformed.Split, transformed.Plan, trained.Model) { Profile = trained.Profile };
        File.Delete(_sandbox.Artifacts.PlaceOf(transformed.Split.Train));

        var profile = await ProfileAsync(await _sandbox.EvaluateAsync(input));
        Assert.Equal(transformed.Split.TrainRows, profile.Rows);
        Assert.Equal((transformed.Split.TrainRows, transformed.Split.TestRows), (profile.Label!.Present, profile.TestLabel!.Present));
        await Assert.ThrowsAnyAsync<Exception>(() => _sandbox.EvaluateAsync(input with { Profile = null }));
    }

    private async Task<DataProfile> ProfileAsync(EvaluateResult evaluated) =>
        MdlcJson.Deserialize<DataProfile>(await _sandbox.Artifacts.ReadTextAsync(evaluated.Profile));

    private async Task<(TransformResult Transformed, TrainResult Trained, EvaluateResult Evaluated, EvaluationDocument Document)> EvaluateAsync(ModelSpec spec, int rows)
    {
        var transformed = await _sandbox.TransformAsync(spec, await _sandbox.FetchAsync(StageSandbox.Csv(rows, spec.Task)));
        var trained = await _sandbox.TrainAsync(spec, transformed);
        var evaluated = await _sandbox.EvaluateAsync(spec, transformed, trained);
        return (transformed, trained, evaluated, await DocumentAsync(evaluated));
    }

    private async Task<EvaluationDocument> DocumentAsync(EvaluateResult evaluated) =>
        MdlcJson.Deserialize<EvaluationDocument>(await _sandbox.Artifacts.ReadTextAsync(evaluated.Document));

    private async Task<long> PredictedPositiveAsync(EvaluateResult evaluated)
    {
        using var session = DuckDbSession.Open(_sandbox.Home);
        using var file = await _sandbox.Artifacts.OpenAsync(evaluated.Predictions);
        return session.Scalar<long>($"SELECT count(*) FILTER (predicted = 'true') FROM {SnapshotWriter.Relation(file.Path)}");
    }
}
