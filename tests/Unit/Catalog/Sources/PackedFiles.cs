using System.IO.Compression;
using System.Text;
using ZstdSharp;

namespace Mdlc.Unit.Tests.Catalog.Sources;

/// <summary>Texts as compressed files.</summary>
public static class PackedFiles
{
    public static byte[] Gzip(string text) => Gzip(Encoding.UTF8.GetBytes(text));

    public static byte[] Gzip(byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            // Of nothing .NET makes no member at all.
            return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        }

        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    public static byte[] Zstandard(string text)
    {
        using var packed = new MemoryStream();
        using (var zstandard = new CompressionStream(packed, level: 1, leaveOpen: true))
        {
            zstandard.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    public static byte[] Pack(string extension, string text) => extension == "gz" ? Gzip(text) : Zstandard(text);
}
