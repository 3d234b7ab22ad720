namespace Mdlc.Catalog.Sources.Cells;

/// <summary>What a cell's text looks like.</summary>
internal enum CellKind
{
    /// <summary>Empty, or one of the source's null values.</summary>
    Null,

    /// <summary>Digits with or without a sign that fit into 64 bits.</summary>
    Integer,

    /// <summary>Any other finite decimal number.</summary>
    Number,

    /// <summary>"nan": missing where the column is of numbers.</summary>
    NotANumber,

    Boolean,

    /// <summary>A date, or a date with a time: ISO 8601 with 'T' or a blank between.</summary>
    Timestamp,

    /// <summary>The same with an offset from UTC.</summary>
    OffsetTimestamp,

    Text,
}
