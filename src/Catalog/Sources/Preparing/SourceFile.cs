namespace Mdlc.Catalog.Sources.Preparing;

/// <summary>A text file in UTF-8.</summary>
/// <param name="Name">The source file's path, for messages.</param>
/// <param name="Path">What is read: the source file itself, or its transcoded copy.</param>
internal sealed record SourceFile(string Name, string Path);
