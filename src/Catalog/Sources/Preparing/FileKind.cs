using System.Formats.Tar;

namespace Mdlc.Catalog.Sources.Preparing;

/// <summary>Tells files from what only looks like one, without opening it: to open a pipe that nobody writes to would wait for ever.</summary>
internal static class FileKind
{
    private static readonly string[] Devices = ["/dev/", "/proc/"];

    /// <param name="path">Of something that exists and is no folder.</param>
    /// <returns>Null for a file.</returns>
    public static string? Foreign(string path)
    {
        var full = Path.GetFullPath(path);
        if (!OperatingSystem.IsWindows()
            && Array.Exists(Devices, d => full.StartsWith(d, StringComparison.Ordinal)) && !full.StartsWith("/dev/shm/", StringComparison.Ordinal))
        {
            return "a device or a pipe of this process";
        }

        // Whatever is no file has no length.
        return Target(full) is not { } target || new FileInfo(target).Length > 0 ? null : OfNoLength(target);
    }

    /// <summary>Where links lead in the end; the path itself if it is none.</summary>
    /// <returns>Null: to nothing.</returns>
    public static string? Target(string path)
    {
        try
        {
            var target = new FileInfo(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
            return target.Exists && target.LinkTarget is null ? target.FullName : null;
        }
        catch (IOException)
        {
            // They go round in a circle.
            return null;
        }
    }

    /// <summary>Archiving is the one thing for which .NET tells what an entry of a folder is.</summary>
    private static string? OfNoLength(string path)
    {
        try
        {
            using var archive = new MemoryStream();
            using (var writer = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
            {
                writer.WriteEntry(path, "entry");
            }

            archive.Position = 0;
            using var reader = new TarReader(archive);
            return reader.GetNextEntry()?.EntryType switch
            {
                TarEntryType.Fifo => "a pipe",
                TarEntryType.CharacterDevice or TarEntryType.BlockDevice => "a device",
                _ => null,
            };
        }
        catch (IOException)
        {
            return "a socket or another thing that is no file";
        }
    }
}
