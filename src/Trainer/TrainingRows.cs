using System.Collections;
using System.Globalization;
using Mdlc.Catalog;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.DataViews;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Metrics;
using Mdlc.Learning.Training;

namespace Mdlc.Trainer;

/// <summary>A job's rows in memory, as a trainer takes them.</summary>
internal sealed class TrainingRows
{
    private readonly TrainingJob _job;
    private readonly SnapshotLabel _label;
    private readonly ColumnarDataView? _holdout;

    // Multiclass: those of the rows that are trained on.
    private readonly IReadOnlyList<string> _classes;

    private TrainingRows(TrainingJob job, SnapshotLabel label, IReadOnlyList<string> classes, ColumnarDataView train, ColumnarDataView? holdout)
    {
        _classes = classes;
        _job = job;
        _label = label;
        Train = train;
        _holdout = holdout;
    }

    /// <summary>The rows to fit to.</summary>
    public ColumnarDataView Train { get; }

    public int HeldOutRows => _holdout?.Rows ?? 0;

    /// <summary>The held-out rows in the shape of <see cref="Train"/>; a class that those do not have is none.</summary>
    public ColumnarDataView HeldForTrainer()
    {
        var labels = _holdout![_job.Label];
        return _holdout.With(_job.Task == ModelTask.Multiclass
            ? _label.ForJudging(labels, _classes)
            : _label.ForTrainer(labels, _job.Plan.Label));
    }

    /// <exception cref="FaultException">The label teaches nothing.</exception>
    public static async Task<TrainingRows> LoadAsync(TrainingJob job)
    {
        var home = new Home(job.Home);
        using var session = DuckDbSession.Open(home, OptionsFor(job));
        using var rows = await new ArtifactStore(home).OpenAsync(job.Rows);
        var columns = SnapshotSchema.Read(session, rows.Path);
        var label = SnapshotLabel.Of(job.Label, columns, job.Task, job.Positive);
        CheckMemory(session, job, rows.Path, label);
        var held = job.Holdout is null ? null : await HeldOutAsync(session, job, rows.Path, columns);
        var train = await LoadAsync(session, job, rows.Path, label, held is null ? null : new BitArray(held).Not());
        var labels = train[job.Label];
        label.Check(labels, train.Rows, job.Plan.Label);
        var holdout = held is null ? null : await LoadAsync(session, job, rows.Path, label, held);
        var classes = job.Task == ModelTask.Multiclass ? SnapshotLabel.ClassesOf(labels) : [];
        return new TrainingRows(job, label, classes, train.With(label.ForTrainer(labels, job.Plan.Label)), holdout);
    }

    /// <summary>The metric of that name on the held-out rows, and the threshold that they choose where one is asked for; what needs a threshold is measured at it.</summary>
    public (double? Score, OperatingPoint? Point) Score(TrainedModel model, string metric)
    {
        var output = model.Score(_holdout!.Without(_job.Label));
        return Score(output, _label.ForJudging(_holdout[_job.Label], output.Classes).Values, metric, _job.Threshold);
    }

    /// <summary>What the plan makes of the rows, for trials that share it.</summary>
    public FeaturisedRows Featurise() => FeaturisedRows.Make(
        _job.Task, _job.Train, _job.Plan, Train, HeldForTrainer(), _job.Label, _label.ForJudging(_holdout![_job.Label], _classes).Values);

    /// <param name="labels">As <see cref="ModelOutput.Judge"/> takes them.</param>
    /// <param name="threshold">Binary: how a threshold is found on these rows; null: it is 0.5.</param>
    public static (double? Score, OperatingPoint? Point) Score(ModelOutput output, Array labels, string metric, ThresholdSpec? threshold)
    {
        var predictions = output.Judge(labels);
        var point = threshold is { } asked && predictions is BinaryPredictions binary
            ? ThresholdChoice.Of(asked, binary, "rows held out of the training part")
            : null;
        if (metric.Length == 0)
        {
            return (null, point);
        }

        var value = MetricCatalogue.Evaluate(metric, point is null ? predictions : output.Judge(labels, point.Threshold));
        return value.Value is { } score
            ? (score, point)
            : throw new InvalidOperationException($"{metric} is undefined on the {output.Count} held-out rows: {value.Reason}.");
    }

    // Better said before than found out: the columns alone must fit, and what the trainer makes of them besides.
    private static void CheckMemory(DuckDbSession session, TrainingJob job, string file, SnapshotLabel label)
    {
        if (job.Train.MemoryLimitMb is not { } limit)
        {
            return;
        }

        var rows = session.Scalar<long>($"SELECT count(*) FROM {SnapshotWriter.Relation(file)}");
        SnapshotDataViewColumn[] columns = [.. SnapshotDataViewColumn.InputsOf(job.Plan), label.Source];
        var needed = SnapshotDataView.BytesOf(columns, rows) / (1024 * 1024);
        if (needed > limit)
        {
            throw FaultException.InResource(string.Create(
                CultureInfo.InvariantCulture,
                $"Training needs {needed} MB for its {rows} rows of {columns.Length} columns alone, under a limit of {limit} MB (train.memoryLimitMb); "
                + $"raise the limit, drop columns, or train on fewer rows."));
        }
    }

    // DuckDB only reads a file here; what it holds beyond a few row groups is wasted on it.
    private static DuckDbOptions OptionsFor(TrainingJob job)
    {
        var options = new DuckDbOptions();
        return job.Train.MemoryLimitMb is { } limit ? options with { MemoryMiB = Math.Clamp(limit / 8, 64, options.MemoryMiB) } : options;
    }

    private static async Task<ColumnarDataView> LoadAsync(
        DuckDbSession session, TrainingJob job, string file, SnapshotLabel label, BitArray? keep) =>
        await SnapshotDataView.LoadAsync(session, file, [.. SnapshotDataViewColumn.InputsOf(job.Plan), label.Source], keep);

    private static async Task<BitArray> HeldOutAsync(
        DuckDbSession session, TrainingJob job, string file, IReadOnlyList<SnapshotColumn> columns)
    {
        var holdout = job.Holdout!;
        var key = holdout.Key.Count == 0 ? columns : columns.Where(column => holdout.Key.Contains(column.Name));
        var salt = string.Create(CultureInfo.InvariantCulture, $"mdlc-{holdout.Use}-1|{holdout.Seed}");
        var (from, limit) = (holdout.From * Math.Pow(2, 64), (holdout.From + holdout.Share) * Math.Pow(2, 64));
        var held = new List<bool>();
        await new SnapshotRowHash(key, salt).VisitAsync(session, file, (_, hash) => held.Add(hash >= from && hash < limit));
        return new BitArray([.. held]);
    }
}
