using Mdlc.Catalog.Sources.Preparing;

namespace Mdlc.Catalog.Sources;

/// <summary>Whether a file that somebody has named is there, looked at without opening it.</summary>
public static class ArrivedFile
{
    /// <returns>What is wrong, as the end of a sentence that begins with the file; null: it is there, or that cannot be told from here.</returns>
    public static string? Problem(string path)
    {
        try
        {
            return Directory.Exists(path) ? "is a folder"
                : FileKind.Target(path) is not null ? FileKind.Foreign(path) is { } foreign ? $"is {foreign}" : null
                : new FileInfo(path).LinkTarget is { } target ? $"is a link to {target}, which leads to no file"
                : "does not exist";
        }
        catch (IOException)
        {
            return "does not exist: links on its way go round in a circle";
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }
}
