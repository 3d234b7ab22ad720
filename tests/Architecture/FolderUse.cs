namespace Mdlc.Architecture.Tests;

/// <summary>A file of one folder names something of another.</summary>
/// <param name="From">The file's folder.</param>
/// <param name="Name">The type, or the extension method, that it uses.</param>
internal sealed record FolderUse(string From, string To, string File, string Name);
