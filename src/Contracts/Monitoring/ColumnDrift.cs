namespace Mdlc.Contracts.Monitoring;

/// <summary>One column of a window against the reference, with every number. A number that does not exist is null.</summary>
public sealed record ColumnDrift
{
    public required string Column { get; init; }

    public required ColumnKind Kind { get; init; }

    public required DriftStatus Status { get; init; }

    /// <summary>A sentence for people.</summary>
    public required string Reason { get; init; }

    public required long ReferenceRows { get; init; }

    public required long CurrentRows { get; init; }

    /// <summary>Population stability index over the reference's deciles or categories, missing values as a bin of their own.</summary>
    public double? Psi { get; init; }

    /// <summary>What the index exceeds by chance in 5 of 100 windows of this size without any change; it falls with the rows.</summary>
    public double? PsiLimit { get; init; }

    /// <summary>Numeric: Wasserstein-1 distance in standard deviations of the reference; null where that is constant.</summary>
    public double? WassersteinNormed { get; init; }

    public DriftTest? Test { get; init; }

    public double? Statistic { get; init; }

    public double? P { get; init; }

    /// <summary>Adjusted for the number of tests on the window (Benjamini–Hochberg).</summary>
    public double? PAdjusted { get; init; }

    /// <summary>Share of the reference's rows without a value.</summary>
    public double? MissingReference { get; init; }

    public double? MissingCurrent { get; init; }

    /// <summary>Two-proportion z test of the shares without a value; null where no row lacks one.</summary>
    public double? MissingP { get; init; }

    public double? MissingPAdjusted { get; init; }

    /// <summary>Share of the reference's records that could not be read because of this column; null where no record was so.</summary>
    public double? UnreadableReference { get; init; }

    public double? UnreadableCurrent { get; init; }

    /// <summary>Two-proportion z test of those shares.</summary>
    public double? UnreadableP { get; init; }

    public double? UnreadablePAdjusted { get; init; }

    /// <summary>Values that the reference does not have, the most frequent first, a few of them.</summary>
    public IReadOnlyList<string> NewCategories { get; init; } = [];
}
