using Mdlc.Contracts.Faults;

namespace Mdlc.Catalog.Sources.Packing;

/// <summary>What a file is by its first bytes, whatever it is called.</summary>
internal static class FileMark
{
    /// <summary>Bytes of a file's begin that tell.</summary>
    public const int HeadBytes = 4096;

    private const string UnpackFirst = "expected text, or text in gzip or Zstandard; unpack it first, and name what comes out in source";

    private static readonly (int Offset, byte[] Mark, string What, string Remedy)[] Foreign =
    [
        (0, [.. "PK\u0003\u0004"u8], "a ZIP archive (as a workbook, .xlsx, is too)", UnpackFirst + "; a workbook: save its sheet as CSV"),
        (0, [.. "BZh"u8], "compressed by bzip2", UnpackFirst),
        (0, [0xFD, .. "7zXZ\0"u8], "compressed by xz", UnpackFirst),
        (0, [.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive", UnpackFirst),
        (0, [.. "Rar!\u001A\u0007"u8], "a RAR archive", UnpackFirst),
        (0, [0x04, 0x22, 0x4D, 0x18], "compressed by LZ4", UnpackFirst),
        (0, [0x1F, 0x9D], "compressed by compress (.Z)", UnpackFirst),
        (257, [.. "ustar"u8], "a tar archive", UnpackFirst),
        (0, [.. "PAR1"u8], "a Parquet file", "expected text; write source: {parquet: …}"),
        (0, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1], "a workbook (.xls) or another Office file", "expected text; save its sheet as CSV"),
        (0, [.. "SQLite format 3\0"u8], "an SQLite database", "expected text; export its table as CSV or Parquet"),
        (0, [.. "Obj\u0001"u8], "an Avro file", "expected text; export it as CSV, JSON lines or Parquet"),
        (0, [.. "ARROW1\0\0"u8], "an Arrow file", "expected text; export it as Parquet"),
        (0, [.. "%PDF-"u8], "a PDF", "expected text; export the table as CSV"),
    ];

    public static byte[] Head(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var head = new byte[HeadBytes];
        return head[..stream.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false)];
    }

    /// <summary>A Zstandard file may begin with a frame to skip (RFC 8878, 3.1.2).</summary>
    public static Packed PackedOf(ReadOnlySpan<byte> head) => head switch
    {
        [0x1F, 0x8B, 0x08, ..] => Packed.Gzip,
        [0x28, 0xB5, 0x2F, 0xFD, ..] or [>= 0x50 and <= 0x5F, 0x2A, 0x4D, 0x18, ..] => Packed.Zstandard,
        _ => Packed.Not,
    };

    /// <summary>As the name says.</summary>
    public static Packed PackedOf(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".gz" or ".gzip" or ".tgz" => Packed.Gzip,
        ".zst" or ".zstd" => Packed.Zstandard,
        _ => Packed.Not,
    };

    /// <summary>The name without the extension that says how it is packed.</summary>
    public static string Unpacked(string name) => PackedOf(name) == Packed.Not ? name : Path.ChangeExtension(name, null);

    /// <exception cref="FaultException">It is a file of a kind that is none of text.</exception>
    public static void RequireText(string file, ReadOnlySpan<byte> head)
    {
        foreach (var (offset, mark, what, remedy) in Foreign)
        {
            // Letters alone may be a text's first word.
            var isText = mark.AsSpan().IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0 && head.IndexOfAnyInRange((byte)0, (byte)8) < 0;
            if (head.Length >= offset && head[offset..].StartsWith(mark) && !isText)
            {
                throw FaultException.InData($"{file} is {what}: {remedy}.");
            }
        }
    }
}
