namespace Mdlc.Catalog.Sources.Csv;

/// <summary>A record of a file's first ones.</summary>
/// <param name="Line">The file's line, from 1, that it begins on.</param>
/// <param name="Broken">Its cells cannot be told apart.</param>
internal sealed record SampleRecord(long Line, string[] Cells, bool Broken)
{
    /// <summary>0 for a broken one.</summary>
    public int Width => Broken ? 0 : Cells.Length;
}
