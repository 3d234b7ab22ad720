namespace Mdlc.Catalog.Sources.Cells;

/// <summary>A value that stands out of its column, with the place where it was first seen.</summary>
internal sealed class OddValue
{
    public required string Text { get; init; }

    public required string File { get; init; }

    public required long Line { get; init; }

    public long Count { get; set; }
}
