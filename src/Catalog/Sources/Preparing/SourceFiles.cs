using Mdlc.Catalog.DuckDb;
using Mdlc.Contracts.Faults;

namespace Mdlc.Catalog.Sources.Preparing;

/// <summary>The files that a path or glob names.</summary>
internal static class SourceFiles
{
    /// <summary>A glob's files come in the ordinal order of their paths; <c>**</c> stands for any number of folders.</summary>
    /// <exception cref="FaultException">There is none, or one cannot be read or is empty.</exception>
    public static IReadOnlyList<string> Find(DuckDbSession session, string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw FaultException.InSpec($"Found the path '{path.Replace('\0', '␀')}', which holds a NUL character (shown as ␀), expected a path without; correct source.");
        }

        var files = path.AsSpan().IndexOfAny("*?[") >= 0 && !File.Exists(path) ? Match(session, path) : [One(path)];
        foreach (var file in files)
        {
            Probe(file);
        }

        return files;
    }

    /// <summary>The file itself, or a copy in UTF-8 where it is in another encoding.</summary>
    public static SourceFile InUtf8(
        string path, string encodingName, ScratchFolder scratch, Action<string> progress, CancellationToken cancellationToken)
    {
        if (Transcoder.Find(encodingName) is not { } encoding)
        {
            return new SourceFile(path, path);
        }

        progress($"transcoding {Path.GetFileName(path)}");
        var copy = scratch.NewFile(".txt");
        Transcoder.Transcode(path, encoding, copy, cancellationToken);
        return new SourceFile(path, copy);
    }

    private static string One(string path)
    {
        if (Directory.Exists(path))
        {
            throw FaultException.InData($"{path} is a folder: expected a file, or a glob such as {Path.Combine(path, "*.csv")}.");
        }

        if (File.Exists(path))
        {
            return path;
        }

        var folder = Path.GetDirectoryName(path);
        var others = Directory.Exists(folder) ? Directory.GetFiles(folder).Select(Path.GetFileName).OfType<string>().ToList() : [];
        var hint = NearestName.Of(Path.GetFileName(path), others) is { } near ? $" Did you mean {near}?" : "";
        throw FaultException.InData(
            Directory.Exists(folder) || string.IsNullOrEmpty(folder)
                ? $"{path} does not exist.{hint} Correct source, or put the file there."
                : $"{path} does not exist, nor does its folder {folder}. Correct source, or put the file there.");
    }

    private static List<string> Match(DuckDbSession session, string glob)
    {
        var files = session.Rows($"SELECT file FROM glob({Sql.Text(glob)})", r => r.GetString(0)).Order(StringComparer.Ordinal).ToList();
        return files.Count > 0
            ? files
            : throw FaultException.InData($"{glob} matches no file. Correct the glob in source, or put files there.");
    }

    private static void Probe(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            if (stream.Length == 0)
            {
                throw FaultException.InData($"{file} is empty (0 bytes): expected records. Put the data there, or correct source.");
            }
        }
        catch (Exception inner) when (inner is UnauthorizedAccessException or IOException)
        {
            throw FaultException.InData($"{file} cannot be read: {inner.Message} Give this user the right to read it.", inner);
        }
    }
}
