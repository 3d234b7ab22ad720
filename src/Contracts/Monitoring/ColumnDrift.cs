namespace Mdlc.Contracts.Monitoring;

/// <summary>One column of a window against the reference, with every number. A number that does not exist is null.</summary>
public sealed record ColumnDrift
{
    public required string Column { get; init; }

    public required ColumnKind Kind { get; init; }

    public required DriftStatus Status { get; init; }

    /// <summary>A sentence for people.</summary>
    public required string Reason { get; init; }

    /// <summary>How large the drift is; null where nothing can be said, and in reports of before.</summary>
    public DriftSeverity? Severity { get; init; }

    /// <summary>The column's share of all that the model's deciding metric loses by shuffled columns, 0 to 1; null: it was not measured.</summary>
    public double? Importance { get; init; }

    /// <summary>1: no column matters more to the model; null: it was not measured.</summary>
    public int? ImportanceRank { get; init; }

    public required long ReferenceRows { get; init; }

    public required long CurrentRows { get; init; }

    /// <summary>Population stability index over the reference's deciles or categories; missing values, and numbers below and above all of the reference, are bins of their own.</summary>
    public double? Psi { get; init; }

    /// <summary>What the index exceeds by chance in 5 of 100 windows of this size without any change; it falls with the rows.</summary>
    public double? PsiLimit { get; init; }

    /// <summary>Numeric: Wasserstein-1 distance in standard deviations of the reference; null where that is constant.</summary>
    public double? WassersteinNormed { get; init; }

    /// <summary>
    /// Numeric: the same distance in the reference's spread, which is the standard deviation or, where a few far values make that large, the
    /// interquartile range over 1.349.
    /// </summary>
    public double? Distance { get; init; }

    /// <summary>Numeric: share of the window's values below all of the reference.</summary>
    public double? Below { get; init; }

    /// <summary>Numeric: share of the window's values above all of the reference.</summary>
    public double? Above { get; init; }

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
