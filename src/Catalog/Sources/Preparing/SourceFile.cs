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

    /// <summary>Where the records of <see cref="Path"/> stand in the source file, for messages; null: on the lines they stand on.</summary>
    public RecordLines? Lines { get; init; }

    /// <summary>The line of the source file on which a record begins.</summary>
    /// <param name="ordinal">Its number in <see cref="Path"/>, from 0, a header not counted.</param>
    /// <param name="line">Its line there.</param>
    public long LineOf(long ordinal, long line) => Lines?.Of(ordinal) ?? line;
}
