namespace Mdlc.Learning.Features;

/// <summary>How a column of times runs through the rows of a file.</summary>
/// <param name="Rising">No row is before the row above it, of those that have a time.</param>
/// <param name="Falling">No row is after the row above it.</param>
/// <param name="Distinct">Number of different times.</param>
/// <param name="MostAtOnce">Rows of the most frequent time.</param>
/// <param name="Tied">Rows that share their time with another.</param>
public sealed record TimeStatistics(string Name, long Rows, long Missing, bool Rising, bool Falling, long Distinct, long MostAtOnce, long Tied)
{
    public bool IsInOrder => (Rising || Falling) && Missing == 0 && Distinct > 1;
}
