namespace Mdlc.Contracts.Monitoring;

/// <summary>The profile of a data set, such as the training rows that later windows are compared with.</summary>
public sealed record DataProfile(long Rows, IReadOnlyList<ColumnProfile> Columns)
{
    /// <summary>Stands in <see cref="Unreadable"/> for records that were no record at all, such as lines with too few cells.</summary>
    public const string WholeRecord = "(whole record)";

    /// <summary>What stands for the model's predictions where columns are named.</summary>
    public const string PredictionName = "(prediction)";

    /// <summary>
    /// What the model says: of a reference, of its test rows, which it was not fitted to; of a window, of its rows. Probabilities of the positive
    /// class, predicted classes, or numbers. Null: not kept, as in profiles of before.
    /// </summary>
    public ColumnProfile? Predictions { get; init; }

    /// <summary>The label, which no window is compared by: numbers of a regression, else values. Null: not kept, as in profiles of before, and of windows.</summary>
    public ColumnProfile? Label { get; init; }

    /// <summary>The same of the test rows.</summary>
    public ColumnProfile? TestLabel { get; init; }

    /// <summary>Records of the source, those that could not be read among them; 0: not known, as in profiles of before.</summary>
    public long Records { get; init; }

    /// <summary>Records that could not be read, by the column whose cell it was; they are not among <see cref="Rows"/>.</summary>
    public IReadOnlyDictionary<string, long> Unreadable { get; init; } = new Dictionary<string, long>();
}
