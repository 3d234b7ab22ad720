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

    // What was planned is put together in the order of these values: what is new stands at the end.

    /// <summary>Mean of the label among the rows of the value, drawn towards the mean of all, and how many rows they are.</summary>
    Target,

    /// <summary>Place of the value in an order: that of the spec, else by value.</summary>
    Ordinal,

    /// <summary>Number of the value, which the trainer splits by sets of values.</summary>
    Native,
}
