namespace Mdlc.Contracts.Monitoring;

/// <summary>How a column's values are compared.</summary>
public enum ColumnKind
{
    /// <summary>By order and distance.</summary>
    Numeric,

    /// <summary>By the shares of its values.</summary>
    Categorical,

    /// <summary>Points in time and numbers of rows: they go on whatever happens, so only whether they are there is compared.</summary>
    Time,
}
