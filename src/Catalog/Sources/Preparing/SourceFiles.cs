using System.IO.Enumeration;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Files;
using Mdlc.Catalog.Sources.Packing;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

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

    /// <summary>DuckDB passes over pipes and over links that lead nowhere, without a word: they are named where a glob's last part alone has wildcards.</summary>
    /// <exception cref="FaultException">The glob matches something that is no file.</exception>
    public static void RequireOnlyFiles(string path)
    {
        var folder = Path.GetDirectoryName(path);
        var pattern = Path.GetFileName(path);
        if (pattern.AsSpan().IndexOfAny("*?") < 0 || path.AsSpan().IndexOfAny("[\\") >= 0 || File.Exists(path) || !Directory.Exists(folder))
        {
            return;
        }

        var entries = Directory.EnumerateFiles(folder).Where(f => FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(f), ignoreCase: false));
        foreach (var file in entries.Where(f => FileKind.Target(f) is null || FileKind.Foreign(f) is not null).Order(StringComparer.Ordinal))
        {
            Probe(file);
        }
    }

    /// <summary>The file itself, or a copy where it is compressed or in another encoding. What it is its content tells, not its name alone.</summary>
    /// <exception cref="FaultException">It is no text, or cannot be expanded or decoded.</exception>
    public static SourceFile InUtf8(
        string path, SourceSpec source, ScratchFolder scratch, Action<string> progress, CancellationToken cancellationToken)
    {
        var file = Unpacked(path, scratch, progress, cancellationToken);
        if (source.Rules >= ReadingRules.Second)
        {
            EncodingSniffer.Require(file, source.Encoding);
        }

        if (Transcoder.Find(source.Encoding) is not { } encoding)
        {
            return file;
        }

        progress($"transcoding {Path.GetFileName(path)}");
        var copy = scratch.NewFile(".txt");
        Transcoder.Transcode(file, encoding, copy, cancellationToken);
        if (file.Path != path)
        {
            File.Delete(file.Path);
        }

        return file with { Path = copy };
    }

    /// <summary>The file itself, or its expanded copy.</summary>
    /// <exception cref="FaultException">It is no text, or cannot be expanded.</exception>
    public static SourceFile Unpacked(string path, ScratchFolder scratch, Action<string> progress, CancellationToken cancellationToken)
    {
        var head = FileMark.Head(path);
        var packed = FileMark.PackedOf(head);
        if (packed == Packed.Not)
        {
            RequireUnpackedName(path, head);
            FileMark.RequireText(path, head);
            return new SourceFile(path, path);
        }

        var copy = scratch.NewFile(".txt");
        var bytes = new Unpacker(ExpansionLimits.Default).Expand(path, packed, copy, progress, cancellationToken);
        if (bytes == 0)
        {
            throw FaultException.InData($"{path} holds nothing (it expands to 0 bytes): expected records. Put the data there, or correct source.");
        }

        RequirePackedOnce(path, copy);
        var note = $"{Path.GetFileName(path)}: {ByteCount.Show(bytes)} expanded" + (FileMark.PackedOf(path) == packed ? "" : $" ({packed.ToString().ToLowerInvariant()}, whatever its name says)");
        progress(note);
        return new SourceFile(path, copy) { Note = note };
    }

    /// <summary>What the files' opening is to be told of, for a person.</summary>
    public static IReadOnlyList<string> Notes(IEnumerable<SourceFile> files) => files.Select(f => f.Note).OfType<string>().ToList();

    private static void RequireUnpackedName(string path, byte[] head)
    {
        if (FileMark.PackedOf(path) is var named and not Packed.Not)
        {
            throw FaultException.InData(
                $"{path} is named as a file in {named.ToString().ToLowerInvariant()}, but begins with the bytes {Convert.ToHexString(head.AsSpan(0, Math.Min(4, head.Length)))}: "
                + $"expected {(named == Packed.Gzip ? "1F8B08" : "28B52FFD")}. If it is unpacked already, rename it to {Path.GetFileName(FileMark.Unpacked(path))}; else fetch it again.");
        }
    }

    private static void RequirePackedOnce(string path, string copy)
    {
        var head = FileMark.Head(copy);
        if (FileMark.PackedOf(head) is var again and not Packed.Not)
        {
            throw FaultException.InData(
                $"{path} is compressed twice: what comes out of it is {again.ToString().ToLowerInvariant()} again. Expected text; unpack it once, and name what comes out in source.");
        }

        FileMark.RequireText($"What {path} expands to", head);
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
        var hint = NearestName.Hint(Path.GetFileName(path), Others(folder));
        throw FaultException.InData(
            Directory.Exists(folder) || string.IsNullOrEmpty(folder)
                ? $"{path} does not exist.{hint} Correct source, or put the file there."
                : $"{path} does not exist, nor does its folder {folder}. Correct source, or put the file there.");
    }

    private static List<string> Others(string? folder)
    {
        try
        {
            return Directory.Exists(folder) ? Directory.GetFiles(folder).Select(Path.GetFileName).OfType<string>().ToList() : [];
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return [];
        }
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
            if (FileKind.Foreign(file) is { } foreign)
            {
                throw FaultException.InData($"{file} is {foreign}: expected a file, which can be read as often as is needed. Write what comes out of it to a file, and name that in source.");
            }

            // For .NET a link exists whatever it leads to.
            if (FileKind.Target(file) is null)
            {
                throw FaultException.InData(
                    $"{file} is a link to {new FileInfo(file).LinkTarget}, which leads to no file (it does not exist, or the links go round in a circle). Mend the link, or correct source.");
            }

            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
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
