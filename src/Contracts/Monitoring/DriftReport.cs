namespace Mdlc.Contracts.Monitoring;

/// <summary>A window against the reference: drift when a column drifts, inconclusive when no column can be judged.</summary>
public sealed record DriftReport
{
    public required DriftStatus Status { get; init; }

    public required long ReferenceRows { get; init; }

    public required long CurrentRows { get; init; }

    /// <summary>The share of false alarms among the columns told as drifted, at most, in the long run.</summary>
    public required double FalseDiscoveryRate { get; init; }

    /// <summary>Drifted columns first, the strongest evidence first.</summary>
    public required IReadOnlyList<ColumnDrift> Columns { get; init; }

    public required string Summary { get; init; }
}
