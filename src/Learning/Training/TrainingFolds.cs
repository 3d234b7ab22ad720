namespace Mdlc.Learning.Training;

/// <summary>
/// Instead of one part of the rows each of several is held out in turn, and scored by a model of the others. A row's part is decided by its hash, so
/// that all jobs of the same rows and seed have the same parts.
/// </summary>
/// <param name="Repeats">How often, each time with other parts.</param>
public sealed record TrainingFolds(int Repeats)
{
    /// <summary>As large a part as one that is held out for good, so that what is enough there is enough here.</summary>
    public const int Count = 4;

    /// <summary>Below so many rows the parts are so small that it is done several times.</summary>
    public const int RowsOfOnce = 2000;

    /// <param name="rows">Training rows.</param>
    /// <param name="below">From so many on there are none.</param>
    public static TrainingFolds? For(long rows, int below) => rows >= below ? null : new TrainingFolds(rows < RowsOfOnce ? 3 : 1);

    /// <summary>The holdouts of one repeat, from 0.</summary>
    /// <param name="like">With the seed, key and metric.</param>
    public static IEnumerable<TrainingHoldout> Of(int repeat, TrainingHoldout like) => Enumerable.Range(0, Count).Select(fold => like with
    {
        Share = 1.0 / Count, From = (double)fold / Count, Use = FormattableString.Invariant($"fold-{repeat}"),
    });
}
