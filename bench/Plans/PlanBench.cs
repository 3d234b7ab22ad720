using System.Globalization;
using Mdlc.Activities.Features;
using Mdlc.Activities.Studies;
using Mdlc.Activities.Training;
using Mdlc.Catalog;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.DataViews;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Catalog.Snapshots;
using Mdlc.Catalog.Sources;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Features;
using Mdlc.Learning.Metrics;
using Mdlc.Learning.Training;
using Mdlc.Workflows.Features;
using Mdlc.Workflows.Studies;
using Mdlc.Workflows.Training;
using Temporalio.Testing;

namespace Mdlc.Plans.Bench;

/// <summary>Each way on each set and split: the stages fetch, transform and train as a run has them, and the model on the test rows.</summary>
internal sealed class PlanBench(Home home, ResultFile results, TextWriter output)
{
    private static readonly RunKey Run = new("bench", "bench", 1);

    /// <summary>Of a configuration that is tried; early stopping decides.</summary>
    private const int MostIterations = 2000;

    private readonly ArtifactStore _artifacts = new(home);
    private readonly Dictionary<string, SnapshotRef> _snapshots = [];

    public async Task RunAsync(IReadOnlyList<DataSet> sets, IReadOnlyList<PlanVariant> variants, int seeds)
    {
        var done = results.Read().Select(result => (result.Set, result.Variant, result.Seed)).ToHashSet();
        var all = from variant in variants
                  from set in sets
                  from seed in Enumerable.Range(1, seeds)
                  where !done.Contains((set.Name, variant.Name, seed))
                  select (Variant: variant, Set: set, Seed: seed);
        foreach (var (variant, set, seed) in all)
        {
            await RunAsync(set, variant, seed);
        }
    }

    /// <summary>Each configuration as a trial of a study on each set: its loss on the held-out rows.</summary>
    public async Task TryAsync(IReadOnlyList<DataSet> sets)
    {
        var done = results.Read().Select(result => (result.Set, result.Variant)).ToHashSet();
        foreach (var set in sets)
        {
            await TryAsync(set, [.. Configuration.All.Where(configuration => !done.Contains((set.Name, configuration.Name)))]);
        }
    }

    private async Task TryAsync(DataSet set, IReadOnlyList<Configuration> configurations)
    {
        var bare = set.Spec with { Split = set.Spec.Split with { Seed = 1 } };
        var spec = bare with
        {
            Train = bare.Train with { EarlyStopping = new EarlyStoppingSpec(Iterations: MostIterations) },
            Tune = new TuneSpec { Trials = 1, Tuner = TunerKind.Tpe, Metric = MetricTable.ProperScoreOf(bare.Task) },
        };
        var transformed = await TransformAsync(set, spec);
        await using var catalog = new SqliteCatalog(home);
        var work = new StudyActivities(home, _artifacts, catalog, new TrainerProcess(home, TimeProvider.System), TimeProvider.System);
        var prepared = await new ActivityEnvironment().RunAsync(() => work.PrepareStudyAsync(new PrepareStudyInput(Run, spec, transformed.Split, transformed.Plan)));
        foreach (var configuration in configurations)
        {
            var choices = prepared.Usual.ToDictionary(usual => usual.Key, usual => configuration.Choices.GetValueOrDefault(usual.Key, usual.Value));
            if (configuration.Choices.Count > 0 && StudyPoints.IsUsual(choices, prepared.Usual))
            {
                continue; // The set has nothing that it could matter to.
            }

            var input = new StudyTrialInput(Run, spec, transformed.Split, transformed.Plan, new RunningTrial(0, configuration.Params, choices, -1))
            {
                Statistics = prepared.Statistics, Usual = prepared.Usual, Space = prepared.Space,
            };
            var trial = await new ActivityEnvironment().RunAsync(() => work.RunStudyTrialAsync(input));
            if (trial.Loss is { } loss)
            {
                results.Add(new PlanResult(set.Name, configuration.Name, 0, trial.Iterations ?? 0, new Dictionary<string, double> { ["loss"] = loss }));
            }

            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{set.Name}, {configuration.Name}: loss {trial.Loss}, {trial.Iterations} iterations of {trial.Trained}, {trial.Seconds:0.0} s {trial.Error}"));
        }
    }

    private async Task RunAsync(DataSet set, PlanVariant variant, int seed)
    {
        var bare = set.Spec with { Split = set.Spec.Split with { Seed = seed } };
        var spec = variant.Apply(bare);
        var transformed = await TransformAsync(set, spec);
        if (variant.Than is not null && spec.Transform != bare.Transform && PlanParameters.WorkOf(transformed.Plan) == PlanParameters.WorkOf((await TransformAsync(set, bare)).Plan))
        {
            return; // The set has nothing that it could matter to.
        }

        var trained = await new ActivityEnvironment().RunAsync(() => new TrainingActivities(home, _artifacts, new TrainerProcess(home, TimeProvider.System), TimeProvider.System)
            .TrainAsync(new TrainInput(Run, spec, transformed.Split, transformed.Plan, spec.Train.Params)));
        var metrics = await MeasureAsync(spec, transformed, trained);
        results.Add(new PlanResult(set.Name, variant.Name, seed, trained.Boosting!.Iterations, metrics));
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{set.Name}, {variant.Name}, split {seed}: {trained.Summary}; {string.Join(", ", metrics.Select(metric => $"{metric.Key} {metric.Value:0.#####}"))}"));
    }

    private async Task<TransformResult> TransformAsync(DataSet set, ModelSpec spec)
    {
        if (!_snapshots.TryGetValue(set.Name, out var snapshot))
        {
            await using var catalog = new SqliteCatalog(home);
            var writer = new SnapshotWriter(_artifacts, catalog.Snapshots, TimeProvider.System);
            var request = new SourceRequest { Source = spec.Source, Label = spec.Label };
            snapshot = (await new SourceReader(home, _artifacts, writer).ReadAsync(request, _ => { }, CancellationToken.None)).Snapshot;
            _snapshots[set.Name] = snapshot;
        }

        return await new ActivityEnvironment().RunAsync(() => new FeatureActivities(home, _artifacts, TimeProvider.System)
            .TransformAsync(new TransformInput(Run, spec, snapshot, null)));
    }

    private async Task<IReadOnlyDictionary<string, double>> MeasureAsync(ModelSpec spec, TransformResult transformed, TrainResult trained)
    {
        using var file = await _artifacts.OpenAsync(trained.Model);
        var model = TrainedModel.Load(file.Path, spec.Task, transformed.Plan.Label);
        using var session = DuckDbSession.Open(home);
        using var rows = await _artifacts.OpenAsync(transformed.Split.Test);
        var label = SnapshotLabel.Of(spec.Label, SnapshotSchema.Read(session, rows.Path), spec.Task, spec.Positive);
        var test = await SnapshotDataView.LoadAsync(session, rows.Path, [.. SnapshotDataViewColumn.InputsOf(transformed.Plan), label.Source]);
        var scored = model.Score(test.Without(spec.Label));
        var predictions = scored.Judge(label.ForJudging(test[spec.Label], scored.Classes).Values);
        string[] names = spec.Task switch
        {
            ModelTask.Binary => ["auc", "logloss", "accuracy"],
            ModelTask.Multiclass => ["logloss", "accuracy"],
            _ => ["rmse", "mae"],
        };
        return names.ToDictionary(name => name, name => MetricCatalogue.Evaluate(name, predictions).Value ?? double.NaN);
    }
}
