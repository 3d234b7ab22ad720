namespace Mdlc.Learning.Importance;

/// <summary>
/// How much is measured. The work is counted and not timed, so that the same model and rows give the same figures on any machine: first
/// fewer rows, then fewer columns.
/// </summary>
/// <param name="Rows">The rows that each column is shuffled on.</param>
/// <param name="Columns">How many of the columns that the model uses.</param>
public sealed record ImportanceBounds(int Rows, int Columns)
{
    public const int Shuffles = 3;

    /// <summary>More rows than this would not change what the figures say.</summary>
    public const int MostRows = 2000;

    /// <summary>On fewer than these the figures would be noise.</summary>
    public const int FewestRows = 200;

    /// <summary>Comparisons and products, a second or two of two cores.</summary>
    private const long MostSteps = 400_000_000;

    /// <param name="rows">Test rows there are.</param>
    /// <param name="columns">Columns that the model uses.</param>
    /// <param name="stepsPerRow">What the scoring of a row costs.</param>
    public static ImportanceBounds For(int rows, int columns, long stepsPerRow)
    {
        var affordable = MostSteps / (Shuffles * Math.Max(1, stepsPerRow));
        var perColumn = (int)Math.Min(rows, Math.Clamp(affordable / Math.Max(1, columns), FewestRows, MostRows));
        return new ImportanceBounds(perColumn, (int)Math.Min(columns, Math.Max(1, affordable / Math.Max(1, perColumn))));
    }
}
