using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;

namespace Mdlc.Contracts.Evaluation;

/// <summary>Everything that was measured of a model on rows it never saw: <c>evaluation.json</c>. What a task does not have is empty or null.</summary>
public sealed record EvaluationDocument
{
    /// <summary><c>project/model/n</c>.</summary>
    public required string Run { get; init; }

    public required string Model { get; init; }

    public required ModelTask Task { get; init; }

    public required string Label { get; init; }

    public required TrainerKind Trainer { get; init; }

    /// <summary>Every option of the trainer that the model was trained with: the defaults, the spec's, and the best trial's over them.</summary>
    public IReadOnlyDictionary<string, double> Params { get; init; } = new Dictionary<string, double>();

    /// <summary>Every trial of the search, best first; null: there was none.</summary>
    public Leaderboard? Tuning { get; init; }

    public required long TrainRows { get; init; }

    public required long TestRows { get; init; }

    /// <summary>Every column of the snapshot: what a hash split without a key hashes, so that others can find the rows this model never saw.</summary>
    public IReadOnlyList<SnapshotColumn> Columns { get; init; } = [];

    /// <summary>The version of the rules by which the rows' cells were read, see <see cref="ReadingRules"/>.</summary>
    public int ReadingRules { get; init; } = Spec.ReadingRules.First;

    /// <summary>Split by time: the event time of the first test row; the model saw nothing from then on.</summary>
    public DateTimeOffset? Cutoff { get; init; }

    /// <summary>Name of the deciding metric.</summary>
    public required string Metric { get; init; }

    /// <summary>Every metric of the task, with its confidence interval.</summary>
    public required IReadOnlyList<MetricValue> Metrics { get; init; }

    /// <summary>Seed of the intervals and of the importances.</summary>
    public required long Seed { get; init; }

    public IReadOnlyList<SliceMetrics> Slices { get; init; } = [];

    /// <summary>Binary: of the positive class. Multiclass: of the predicted one.</summary>
    public IReadOnlyList<CalibrationBin> Calibration { get; init; } = [];

    public ConfusionMatrix? Confusion { get; init; }

    /// <summary>Binary: from which probability on a row was counted as positive; null, by earlier versions: from 0.5.</summary>
    public OperatingPoint? OperatingPoint { get; init; }

    /// <summary>Binary: what other thresholds would do on the test rows. They did not choose it.</summary>
    public IReadOnlyList<ThresholdRow> Thresholds { get; init; } = [];

    /// <summary>Binary: from (0, 0) to (1, 1), false positive rate against true positive rate.</summary>
    public IReadOnlyList<CurvePoint> Roc { get; init; } = [];

    /// <summary>Binary: recall against precision.</summary>
    public IReadOnlyList<CurvePoint> PrecisionRecall { get; init; } = [];

    /// <summary>
    /// Binary: by the probability of the positive class. Multiclass: by that of the row's own. A list a class; empty: not counted, by earlier versions.
    /// </summary>
    public IReadOnlyList<ClassScores> Scores { get; init; } = [];

    /// <summary>Regression: quantiles of label less prediction.</summary>
    public IReadOnlyList<QuantileValue> Residuals { get; init; } = [];

    /// <summary>Regression: a sample of predictions (X) and labels (Y).</summary>
    public IReadOnlyList<CurvePoint> Scatter { get; init; } = [];

    /// <summary>Most important first: every column that the model may use, but those of <see cref="ImportanceLeftOut"/>.</summary>
    public IReadOnlyList<FeatureImportance> Importance { get; init; } = [];

    /// <summary>Test rows that the importances were measured on.</summary>
    public int ImportanceRows { get; init; }

    /// <summary>How many of the importances are 0 because nothing in the model depends on the column. Null: not looked at, by earlier versions.</summary>
    public int? ImportanceUnused { get; init; }

    /// <summary>Columns that the model uses and whose importance was not measured, since the work is bounded: those that it gains least from.</summary>
    public IReadOnlyList<string> ImportanceLeftOut { get; init; } = [];

    public required FeaturePlan Plan { get; init; }

    /// <summary>What speaks against trusting these numbers, such as columns that tell the label by themselves.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
