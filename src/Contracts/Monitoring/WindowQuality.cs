using Mdlc.Contracts.Evaluation;

namespace Mdlc.Contracts.Monitoring;

/// <summary>A model's metrics on a window whose rows have labels, beside those on its test rows at training.</summary>
public sealed record WindowQuality
{
    public required QualityStatus Status { get; init; }

    /// <summary>A sentence with the numbers.</summary>
    public required string Reason { get; init; }

    /// <summary>Name of the deciding metric.</summary>
    public string? Metric { get; init; }

    /// <summary>The deciding metric on the window, with its interval; null where it was not measured.</summary>
    public MetricValue? Window { get; init; }

    /// <summary>The deciding metric on the test rows at training, with its interval.</summary>
    public MetricValue? Training { get; init; }

    /// <summary>How much worse the window is than training, in the metric's units; below zero: better.</summary>
    public double? Loss { get; init; }

    /// <summary>Lower end of the loss's interval of <see cref="Confidence"/>.</summary>
    public double? LossLower { get; init; }

    public double? LossUpper { get; init; }

    public double? Confidence { get; init; }

    /// <summary>Rows that were judged.</summary>
    public long Rows { get; init; }

    /// <summary>Rows that were not, as they have no label.</summary>
    public long Unlabelled { get; init; }

    /// <summary>Records that were not, as their label cannot be read. They are judged by their inputs all the same.</summary>
    public long UnreadableLabels { get; init; }

    /// <summary>Rows whose label is a value that training did not have: of two classes they are not judged, of more the model is wrong on them.</summary>
    public long UnknownLabels { get; init; }

    /// <summary>Test rows at training.</summary>
    public long TrainingRows { get; init; }

    /// <summary>Every metric of the task on the window; the deciding one with its interval.</summary>
    public IReadOnlyList<MetricValue> Metrics { get; init; } = [];

    /// <summary>The same metrics at training.</summary>
    public IReadOnlyList<MetricValue> TrainingMetrics { get; init; } = [];
}
