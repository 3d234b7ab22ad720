namespace Mdlc.Contracts.Monitoring;

/// <summary>What monitoring keeps of a column: bounded in size, enough to compare distributions without the rows.</summary>
public sealed record ColumnProfile
{
    public required string Name { get; init; }

    public required ColumnKind Kind { get; init; }

    /// <summary>With and without a value.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows without a value; of a numeric column also those that are not finite.</summary>
    public required long Missing { get; init; }

    public double? Mean { get; init; }

    /// <summary>Population standard deviation.</summary>
    public double? StandardDeviation { get; init; }

    public double? Min { get; init; }

    public double? Max { get; init; }

    /// <summary>
    /// Numeric: the values in ascending order where they are few, else that many of them, evenly spaced in rank: quantiles, not a random
    /// draw.
    /// </summary>
    public IReadOnlyList<double> Sample { get; init; } = [];

    /// <summary>Categorical: the most frequent values, most frequent first.</summary>
    public IReadOnlyList<CategoryCount> Categories { get; init; } = [];

    /// <summary>Categorical: rows with a value that is not among <see cref="Categories"/>.</summary>
    public long OtherRows { get; init; }

    /// <summary>Of kind <see cref="ColumnKind.Time"/>: why, for a person, where neither its type nor the spec says so.</summary>
    public string? Note { get; init; }

    /// <summary>Rows with a value.</summary>
    public long Present => Rows - Missing;
}
