using System.Globalization;
using Mdlc.Activities.Evaluation;
using Mdlc.Activities.Features;
using Mdlc.Activities.Studies;
using Mdlc.Activities.Training;
using Mdlc.Activities.Tuning;
using Mdlc.Catalog;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Catalog.Snapshots;
using Mdlc.Catalog.Sources;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Workflows.Evaluation;
using Mdlc.Workflows.Features;
using Mdlc.Workflows.Training;
using Temporalio.Testing;

namespace Mdlc.Unit.Tests.Activities;

/// <summary>A home, and the stages from a CSV text to an evaluation, each run as an activity without a server.</summary>
public sealed class StageSandbox : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("mdlc-stages-").FullName;

    public StageSandbox()
    {
        Home = new Home(Path.Combine(_root, "home"));
        Artifacts = new ArtifactStore(Home);
        Catalog = new SqliteCatalog(Home);
        Trainer = new TrainerProcess(Home, TimeProvider.System);
    }

    public Home Home { get; }

    public ArtifactStore Artifacts { get; }

    public SqliteCatalog Catalog { get; }

    public TrainerProcess Trainer { get; }

    public RunKey Run { get; set; } = new("test", "model", 1);

    public string Root => _root;

    /// <summary>Two numbers, a color, a flag: the label depends on all but the flag, with noise.</summary>
    public static string Csv(int rows, ModelTask task, int seed = 1)
    {
        var random = new Random(seed);
        var lines = new List<string> { "x,y,color,when,label" };
        for (var i = 0; i < rows; i++)
        {
            var (x, y) = (Math.Round((random.NextDouble() * 10) - 5, 3), random.Next(0, 100));
            var color = new[] { "red", "green", "blue" }[random.Next(3)];
            var value = x + (y / 25.0) + (color == "red" ? 3 : 0) + random.NextDouble();
            var label = task switch
            {
                ModelTask.Binary => value > 4 ? "yes" : "no",
                ModelTask.Multiclass => value > 5 ? "high" : value > 2 ? "middle" : "low",
                _ => Math.Round(value, 4).ToString(CultureInfo.InvariantCulture),
            };
            var missing = random.NextDouble() < 0.05;
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{x},{(missing ? "" : y.ToString(CultureInfo.InvariantCulture))},{color},{1000 + i},{label}"));
        }

        return string.Join('\n', lines) + "\n";
    }

    public static ModelSpec Spec(ModelTask task, TrainerKind trainer = TrainerKind.LightGbm) => new()
    {
        Project = "test",
        Model = "model",
        Task = task,
        Label = "label",
        Positive = task == ModelTask.Binary ? "yes" : null,
        Source = new SourceSpec { Path = "" },
        Train = new TrainSpec { Trainer = trainer },
        Evaluate = new EvaluateSpec { Slices = ["color"] },
    };

    public async Task<SnapshotRef> FetchAsync(string csv) => (await FetchAsync(csv, ReadingRules.First, label: null)).Snapshot;

    public async Task<SourceReading> FetchAsync(string csv, int rules, string? label)
    {
        var file = Path.Combine(_root, $"{Guid.NewGuid():n}.csv");
        await File.WriteAllTextAsync(file, csv);
        var reader = new SourceReader(Home, Artifacts, new SnapshotWriter(Artifacts, Catalog.Snapshots, TimeProvider.System));
        return await reader.ReadAsync(new SourceRequest { Source = new SourceSpec { Path = file, Rules = rules }, Label = label }, _ => { }, CancellationToken.None);
    }

    public Task<TransformResult> TransformAsync(ModelSpec spec, SnapshotRef snapshot, SnapshotRef? test = null) =>
        new ActivityEnvironment().RunAsync(() => new FeatureActivities(Home, Artifacts, TimeProvider.System)
            .TransformAsync(new TransformInput(Run, spec, snapshot, test)));

    public Task<TrainResult> TrainAsync(ModelSpec spec, TransformResult transformed) =>
        new ActivityEnvironment().RunAsync(() => new TrainingActivities(Home, Artifacts, Trainer, TimeProvider.System)
            .TrainAsync(new TrainInput(Run, spec, transformed.Split, transformed.Plan, spec.Train.Params)));

    public Task<EvaluateResult> EvaluateAsync(ModelSpec spec, TransformResult transformed, TrainResult trained) =>
        new ActivityEnvironment().RunAsync(() => new EvaluationActivities(Home, Artifacts, Catalog, TimeProvider.System)
            .EvaluateAsync(new EvaluateInput(Run, spec, transformed.Split, transformed.Plan, trained.Model) { Warnings = transformed.Warnings, OperatingPoint = trained.OperatingPoint }));

    public Task<EvaluateResult> EvaluateAsync(EvaluateInput input) =>
        new ActivityEnvironment().RunAsync(() => new EvaluationActivities(Home, Artifacts, Catalog, TimeProvider.System).EvaluateAsync(input));

    public Task<GateResult> GateAsync(ModelSpec spec, SnapshotRef snapshot, TransformResult transformed, TrainResult trained, EvaluateResult evaluated) =>
        new ActivityEnvironment().RunAsync(() => new EvaluationActivities(Home, Artifacts, Catalog, TimeProvider.System)
            .GateAsync(new GateInput(Run, spec, snapshot, transformed.Split, transformed.Plan, trained.Model, evaluated)
            {
                ModelDigest = trained.ModelDigest,
                Threshold = OperatingPoint.ThresholdOf(trained.OperatingPoint),
            }));

    public StudyActivities Studies() => new(Home, Artifacts, Catalog, Trainer, TimeProvider.System);

    public TuningActivities Tuning() => new(Home, Trainer, TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        await Catalog.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }
}
