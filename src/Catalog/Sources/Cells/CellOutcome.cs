namespace Mdlc.Catalog.Sources.Cells;

/// <summary>What reading a cell gave.</summary>
public enum CellOutcome
{
    /// <summary>Nothing, or a word that means nothing.</summary>
    Missing,

    Value,

    /// <summary>A text that no value of the column is written as.</summary>
    Bad,
}
