using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Mdlc.Learning.Training;

/// <summary>
/// What a model is, apart from when it was saved: SHA-256 over the lines <c>name NUL hex(sha256(content)) LF</c> of the zip's entries in
/// ordinal order of their names (with forward slashes). A zip's own bytes hold times and depend on the compressor.
/// </summary>
public static class ModelDigest
{
    // The earliest time that a zip can hold.
    private static readonly DateTimeOffset FixedTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <returns>Lower-case hex.</returns>
    public static string Of(string file)
    {
        using var stream = File.OpenRead(file);
        return Of(stream);
    }

    /// <inheritdoc cref="Of(string)"/>
    public static string Of(Stream model)
    {
        using var zip = new ZipArchive(model, ZipArchiveMode.Read, leaveOpen: true);
        var lines = new StringBuilder();
        foreach (var entry in Ordered(zip))
        {
            using var content = entry.Open();
            lines.Append(NameOf(entry)).Append('\0').Append(Convert.ToHexStringLower(SHA256.HashData(content))).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines.ToString())));
    }

    /// <summary>Rewrites a model with its entries sorted and their times fixed, so that equal models are equal files.</summary>
    public static void Normalize(Stream model, Stream target)
    {
        using var source = new ZipArchive(model, ZipArchiveMode.Read, leaveOpen: true);
        using var normalized = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var entry in Ordered(source))
        {
            var copy = normalized.CreateEntry(NameOf(entry), CompressionLevel.Optimal);
            copy.LastWriteTime = FixedTime;
            using var from = entry.Open();
            using var to = copy.Open();
            from.CopyTo(to);
        }
    }

    private static IEnumerable<ZipArchiveEntry> Ordered(ZipArchive zip) => zip.Entries.OrderBy(NameOf, StringComparer.Ordinal);

    private static string NameOf(ZipArchiveEntry entry) => entry.FullName.Replace('\\', '/');
}
