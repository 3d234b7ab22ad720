namespace Mdlc.Contracts.Spec;

/// <summary>How a column becomes features.</summary>
public enum ColumnRole
{
    /// <summary>As it is, with a missing-value indicator where values are missing.</summary>
    Numeric,

    /// <summary>One-hot over the values seen in training.</summary>
    Category,

    /// <summary>Hashed one-hot, for many values.</summary>
    Hash,

    Boolean,

    /// <summary>Parts of a point in time: year, month, day, weekday, hour, ….</summary>
    Date,

    /// <summary>Word and character n-grams.</summary>
    Text,

    Drop,
}
