using Mdlc.Catalog.Files;

namespace Mdlc.Catalog.Predictions;

/// <summary>
/// The digests of a logged file, in a file of their own under <c>digests/</c>: its present one, and the one before. Two renames are not one, so
/// the digest comes first; whichever of the two files a reader, or a crash, finds is one of them.
/// </summary>
internal static class PredictionDigests
{
    /// <summary>Called when a file is about to be put in place of another.</summary>
    /// <param name="before">Of the file that is in that place; null when there is none.</param>
    public static void Write(string file, string sha256, string? before)
    {
        var digests = FileOf(file);
        var folder = Directory.CreateDirectory(Path.GetDirectoryName(digests)!).FullName;
        var aside = $"{digests}.partial";
        using (var stream = new FileStream(aside, FileMode.Create, FileAccess.Write))
        using (var writer = new StreamWriter(stream))
        {
            writer.Write($"{sha256}\n{before}\n");
            writer.Flush();
            stream.Flush(flushToDisk: true);
        }

        File.Move(aside, digests, overwrite: true);
        Disk.FlushFolder(folder);
    }

    /// <returns>Null where there are none: the file is of before there were digests.</returns>
    public static IReadOnlyList<string>? Read(string file)
    {
        try
        {
            return File.ReadAllText(FileOf(file)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public static string FileOf(string file) => Path.Combine(Path.GetDirectoryName(file)!, "digests", $"{Path.GetFileName(file)}.sha256");
}
