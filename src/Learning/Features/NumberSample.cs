namespace Mdlc.Learning.Features;

/// <summary>Numbers of a column, from up to <see cref="MostRows"/> evenly spaced training rows, and what is known of all of them.</summary>
/// <param name="Values">The distinct ones, ascending; finite.</param>
/// <param name="Whole">The same where the column holds whole numbers, exactly: beyond 2^53 two of them may be one double.</param>
/// <param name="Rows">For each how many rows of the sample hold it.</param>
public sealed record NumberSample(double[] Values, long[]? Whole, long[] Rows)
{
    public const int MostRows = 20_000;

    /// <summary>Smallest of all rows.</summary>
    public required double Min { get; init; }

    public required double Max { get; init; }

    /// <summary>How many numbers of all rows are beyond single precision as they stand.</summary>
    public long Beyond { get; init; }

    /// <summary>Whether the sample is less than all rows.</summary>
    public bool IsPart { get; init; }
}
