namespace Mdlc.Contracts.Monitoring;

/// <summary>How a column's values are compared.</summary>
public enum ColumnKind
{
    /// <summary>By order and distance.</summary>
    Numeric,

    /// <summary>By the shares of its values.</summary>
    Categorical,
}
