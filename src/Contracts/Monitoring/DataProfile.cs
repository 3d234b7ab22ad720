namespace Mdlc.Contracts.Monitoring;

/// <summary>The profile of a data set, such as the training rows that later windows are compared with.</summary>
public sealed record DataProfile(long Rows, IReadOnlyList<ColumnProfile> Columns)
{
    /// <summary>Stands in <see cref="Unreadable"/> for records that were no record at all, such as lines with too few cells.</summary>
    public const string WholeRecord = "(whole record)";

    /// <summary>Records of the source, those that could not be read among them; 0: not known, as in profiles of before.</summary>
    public long Records { get; init; }

    /// <summary>Records that could not be read, by the column whose cell it was; they are not among <see cref="Rows"/>.</summary>
    public IReadOnlyDictionary<string, long> Unreadable { get; init; } = new Dictionary<string, long>();
}
