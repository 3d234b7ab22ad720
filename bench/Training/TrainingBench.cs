using System.Diagnostics;
using System.Globalization;
using Mdlc.Activities.Evaluation;
using Mdlc.Activities.Features;
using Mdlc.Activities.Training;
using Mdlc.Catalog;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Catalog.Snapshots;
using Mdlc.Catalog.Sources;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Workflows.Evaluation;
using Mdlc.Workflows.Features;
using Mdlc.Workflows.Training;
using Temporalio.Testing;

namespace Mdlc.Training.Bench;

/// <summary>Prepares the rows once, then lets the two sides train in turns.</summary>
internal sealed class TrainingBench(BenchOptions options, Home home, string folder)
{
    private static readonly RunKey Run = new("bench", "bench", 1);

    private readonly ArtifactStore _artifacts = new(home);

    public async Task RunAsync(TextWriter output)
    {
        var spec = options.ToSpec();
        var transformed = await PrepareAsync(spec, output);
        var job = options.StageOnly ? null : PlainJobOf(spec, transformed);
        var stage = new List<double>();
        var plain = new List<double>();
        TrainResult? trained = null;
        double plainMetric = double.NaN;
        for (var pair = 0; pair < options.Pairs; pair++)
        {
            trained = await TrainAsync(spec, transformed);
            stage.Add(trained.Seconds);
            if (job is not null)
            {
                var (seconds, metric) = await PlainAsync(job);
                plain.Add(seconds);
                plainMetric = metric;
            }

            await output.WriteLineAsync(Line($"pair {pair + 1}: stage {stage[^1]:0.00} s ({trained.PeakMemoryMb} MB), plain {(plain.Count > 0 ? plain[^1] : double.NaN):0.00} s"));
        }

        await ReportAsync(output, spec, transformed, trained!, stage, plain, plainMetric);
    }

    private async Task<TransformResult> PrepareAsync(ModelSpec spec, TextWriter output)
    {
        var clock = Stopwatch.StartNew();
        var snapshot = await FetchAsync(spec);
        await output.WriteLineAsync(Line($"fetch {clock.Elapsed.TotalSeconds:0.0} s: {snapshot.Rows} rows x {snapshot.Columns.Count} columns"));
        clock.Restart();
        var transformed = await new ActivityEnvironment().RunAsync(() => new FeatureActivities(home, _artifacts, TimeProvider.System)
            .TransformAsync(new TransformInput(Run, spec, snapshot, null)));
        await output.WriteLineAsync(Line($"transform {clock.Elapsed.TotalSeconds:0.0} s: {transformed.Summary}"));
        return transformed;
    }

    private async Task<SnapshotRef> FetchAsync(ModelSpec spec)
    {
        await using var catalog = new SqliteCatalog(home);
        var writer = new SnapshotWriter(_artifacts, catalog.Snapshots, TimeProvider.System);
        if (options.Csv is null)
        {
            using var session = DuckDbSession.Open(home);
            return await writer.WriteAsync(session, GeneratedSet.Query(options.Rows), GeneratedSet.Columns, null, options.Rows, _ => { }, CancellationToken.None);
        }

        var request = new SourceRequest { Source = spec.Source, Label = spec.Label };
        return (await new SourceReader(home, _artifacts, writer).ReadAsync(request, _ => { }, CancellationToken.None)).Snapshot;
    }

    private Task<TrainResult> TrainAsync(ModelSpec spec, TransformResult transformed) =>
        new ActivityEnvironment().RunAsync(() => new TrainingActivities(home, _artifacts, new TrainerProcess(home, TimeProvider.System), TimeProvider.System)
            .TrainAsync(new TrainInput(Run, spec, transformed.Split, transformed.Plan, spec.Train.Params)));

    private PlainJob PlainJobOf(ModelSpec spec, TransformResult transformed)
    {
        using var session = DuckDbSession.Open(home);
        var train = Path.Combine(folder, "train.csv");
        var test = Path.Combine(folder, "test.csv");
        var columns = SnapshotSchema.Read(session, _artifacts.PlaceOf(transformed.Split.Train));
        session.Execute($"COPY (FROM {SnapshotWriter.Relation(_artifacts.PlaceOf(transformed.Split.Train))}) TO {Sql.Text(train)} (FORMAT csv, HEADER)");
        session.Execute($"COPY (FROM {SnapshotWriter.Relation(_artifacts.PlaceOf(transformed.Split.Test))}) TO {Sql.Text(test)} (FORMAT csv, HEADER)");
        return new PlainJob(
            train, test, Path.Combine(folder, "plain.zip"), columns, spec.Label, spec.Task, spec.Positive, spec.Train.Threads, spec.Train.Seed);
    }

    private async Task<(double Seconds, double Metric)> PlainAsync(PlainJob job)
    {
        var jobFile = Path.Combine(folder, "plain.json");
        await File.WriteAllTextAsync(jobFile, MdlcJson.Serialize(job));
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["plain", jobFile]) { RedirectStandardOutput = true })!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var parts = text.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Split(' ');
        return (double.Parse(parts[0], CultureInfo.InvariantCulture), double.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    private async Task ReportAsync(
        TextWriter output, ModelSpec spec, TransformResult transformed, TrainResult trained, List<double> stage, List<double> plain, double plainMetric)
    {
        var clock = Stopwatch.StartNew();
        await using var catalog = new SqliteCatalog(home);
        var evaluated = await new ActivityEnvironment().RunAsync(() => new EvaluationActivities(home, _artifacts, catalog, TimeProvider.System)
            .EvaluateAsync(new EvaluateInput(Run, spec, transformed.Split, transformed.Plan, trained.Model) { Profile = trained.Profile }));
        await output.WriteLineAsync(Line($"evaluate {clock.Elapsed.TotalSeconds:0.0} s, {clock.Elapsed.TotalSeconds / Median(stage):0.00} of the train stage: {evaluated.Summary}"));
        await output.WriteLineAsync(Line($"digest {trained.ModelDigest}, peak {trained.PeakMemoryMb} MB"));
        if (plain.Count == 0)
        {
            return;
        }

        var ratios = stage.Zip(plain, (ours, theirs) => ours / theirs);
        await output.WriteLineAsync(Line(
            $"median: stage {Median(stage):0.00} s, plain {Median(plain):0.00} s, difference {Median(stage) - Median(plain):+0.00;-0.00} s, ratio of pairs {Median(ratios):0.00}"));
        await output.WriteLineAsync(Line($"{evaluated.Metric}: stage {evaluated.Metrics[evaluated.Metric]:0.#####}, plain {plainMetric:0.#####}"));
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
