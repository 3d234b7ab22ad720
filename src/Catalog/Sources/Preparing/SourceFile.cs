namespace Mdlc.Catalog.Sources.Preparing;

/// <summary>A text file in UTF-8.</summary>
/// <param name="Name">The source file's path, for messages.</param>
/// <param name="Path">What is read: the source file itself, or its expanded or transcoded copy.</param>
internal sealed record SourceFile(string Name, string Path)
{
    /// <summary>Lines at its begin that are none of the table.</summary>
    public int SkipLines { get; init; }

    /// <summary>A sentence about how it was opened; null: as it is.</summary>
    public string? Note { get; init; }
}
