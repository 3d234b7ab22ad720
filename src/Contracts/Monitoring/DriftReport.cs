namespace Mdlc.Contracts.Monitoring;

/// <summary>A window against the reference: drift when a column or the predictions drift, inconclusive when no column can be judged.</summary>
public sealed record DriftReport
{
    public required DriftStatus Status { get; init; }

    public required long ReferenceRows { get; init; }

    public required long CurrentRows { get; init; }

    /// <summary>The share of false alarms among the columns told as drifted, at most, in the long run.</summary>
    public required double FalseDiscoveryRate { get; init; }

    /// <summary>Drifted columns first: the strongest drift, the most important column, the strongest evidence first.</summary>
    public required IReadOnlyList<ColumnDrift> Columns { get; init; }

    /// <summary>What the model says of the window against what it said of its test rows; null: it was not compared.</summary>
    public ColumnDrift? Predictions { get; init; }

    /// <summary>The largest of all that drifted; null in reports of before.</summary>
    public DriftSeverity? Severity { get; init; }

    public required string Summary { get; init; }
}
