namespace Mdlc.Catalog.Sources.Cells;

/// <summary>Judges one column's cells while right records are copied, under the rules of their source.</summary>
internal abstract class CellRule
{
    /// <param name="cell">UTF-8, with its escapes resolved.</param>
    /// <param name="written">What is copied in its place; null: the cell as it is.</param>
    /// <returns>Null: the cell is right. Otherwise what is wrong with it.</returns>
    public abstract string? Judge(ReadOnlySpan<byte> cell, out byte[]? written);
}
