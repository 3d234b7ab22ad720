namespace Mdlc.Contracts.Artifacts;

/// <summary>What a snapshot's column holds; DuckDB's finer types are folded into these.</summary>
public enum ColumnType
{
    /// <summary>64-bit whole number (BIGINT).</summary>
    Integer,

    /// <summary>64-bit floating point (DOUBLE).</summary>
    Number,

    Boolean,

    /// <summary>A point in time, UTC (TIMESTAMP; dates are midnight).</summary>
    Timestamp,

    Text,
}
