namespace Mdlc.Contracts.Artifacts;

/// <summary>What a snapshot's column looks like. Numbers are NaN, lists empty, where the column's type has no such thing.</summary>
public sealed record ColumnStatistics
{
    /// <summary>The probabilities of <see cref="Quantiles"/>.</summary>
    public static IReadOnlyList<double> QuantileProbabilities { get; } = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

    public required string Name { get; init; }

    public required ColumnType Type { get; init; }

    public long Nulls { get; init; }

    /// <summary>Number of distinct values, approximate (HyperLogLog).</summary>
    public long Distinct { get; init; }

    /// <summary>Smallest value; of a timestamp, Unix seconds.</summary>
    public double Min { get; init; } = double.NaN;

    public double Max { get; init; } = double.NaN;

    public double Mean { get; init; } = double.NaN;

    /// <summary>Of the sample (n − 1), without values of 1e150 and more.</summary>
    public double StandardDeviation { get; init; } = double.NaN;

    /// <summary>At <see cref="QuantileProbabilities"/>, interpolated, from up to 200 000 evenly spaced rows.</summary>
    public IReadOnlyList<double> Quantiles { get; init; } = [];

    /// <summary>The most frequent values of a text or boolean column, most frequent first; approximate where there are very many.</summary>
    public IReadOnlyList<ValueCount> Top { get; init; } = [];
}
