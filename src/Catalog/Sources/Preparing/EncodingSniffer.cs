using System.Text;
using System.Text.Unicode;
using Mdlc.Catalog.Sources.Packing;
using Mdlc.Contracts.Faults;

namespace Mdlc.Catalog.Sources.Preparing;

/// <summary>What a file's bytes say of its encoding: a mark at its begin, or where its zeros stand.</summary>
internal static class EncodingSniffer
{
    private const int BlockBytes = 1 << 20;

    /// <summary>From this share on of every second byte being zero, the bytes go in pairs.</summary>
    private const double ZeroShare = 0.4;

    private static readonly Encoding[] Wide = [new UTF32Encoding(false, true), new UTF32Encoding(true, true), Encoding.Unicode, Encoding.BigEndianUnicode];

    /// <summary>What its marks say; else UTF-8 where all of it is so, else windows-1252.</summary>
    public static string Propose(string path, CancellationToken cancellationToken) =>
        Seen(FileMark.Head(path)).Name ?? (IsUtf8(path, cancellationToken) ? "utf-8" : "windows-1252");

    /// <exception cref="FaultException">The file's bytes say that it is in another encoding, in which other characters would come of them.</exception>
    public static void Require(SourceFile file, string stated)
    {
        var encoding = Transcoder.Find(stated) ?? Encoding.UTF8;
        var head = FileMark.Head(file.Path);
        var (seen, byMark) = Seen(head);
        var unit = UnitBytes(encoding);
        if (seen is null)
        {
            if (unit > 1 && head.Length >= unit && !head.AsSpan().Contains((byte)0))
            {
                throw Contradicted(file, "holds no zero byte among its first ones", stated, "Is it utf-8?");
            }

            return;
        }

        var other = Transcoder.Find(seen) ?? Encoding.UTF8;
        if (UnitBytes(other) != unit || (unit == 1 && encoding.CodePage != other.CodePage) || (!byMark && encoding.CodePage != other.CodePage))
        {
            throw Contradicted(file, byMark ? $"begins with the mark of {seen}" : $"has its zero bytes where {seen} has them", stated, $"Set source.encoding to {seen}.");
        }
    }

    /// <returns>A name; null: neither mark nor zeros say anything.</returns>
    private static (string? Name, bool ByMark) Seen(ReadOnlySpan<byte> head)
    {
        foreach (var wide in Wide)
        {
            if (head.StartsWith(wide.Preamble))
            {
                return (wide.WebName, true);
            }
        }

        return head.StartsWith(Encoding.UTF8.Preamble) ? ("utf-8", true) : (ByZeros(head), false);
    }

    private static string? ByZeros(ReadOnlySpan<byte> head)
    {
        Span<int> zeros = stackalloc int[4];
        for (var i = 0; i < head.Length; i++)
        {
            zeros[i % 4] += head[i] == 0 ? 1 : 0;
        }

        var most = head.Length / 4.0;
        bool Many(int count) => most >= 1 && count >= ZeroShare * most;
        return (Many(zeros[0]), Many(zeros[1]), Many(zeros[2]), Many(zeros[3])) switch
        {
            (false, true, true, true) => "utf-32",
            (true, true, true, false) => "utf-32BE",
            (false, true, false, true) => "utf-16",
            (true, false, true, false) => "utf-16BE",
            _ => null,
        };
    }

    private static int UnitBytes(Encoding encoding) => encoding.CodePage switch
    {
        1200 or 1201 => 2,
        12000 or 12001 => 4,
        _ => 1,
    };

    private static bool IsUtf8(string path, CancellationToken cancellationToken)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
        var block = new byte[BlockBytes];
        var kept = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = stream.ReadAtLeast(block.AsSpan(kept), BlockBytes - kept, throwOnEndOfStream: false);
            var isLast = read < BlockBytes - kept;
            var bytes = block.AsSpan(0, kept + read);
            var whole = isLast ? bytes.Length : bytes.Length - Unfinished(bytes);
            if (!Utf8.IsValid(bytes[..whole]))
            {
                return false;
            }

            if (isLast)
            {
                return true;
            }

            bytes[whole..].CopyTo(block);
            kept = bytes.Length - whole;
        }
    }

    /// <summary>How many of the last bytes may be the begin of a character that goes on behind them.</summary>
    internal static int Unfinished(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            if ((bytes[^back] & 0xC0) != 0x80)
            {
                return (bytes[^back] & 0x80) == 0 ? 0 : back;
            }
        }

        return 0;
    }

    private static FaultException Contradicted(SourceFile file, string found, string stated, string remedy) =>
        FaultException.InData($"{file.Name} {found}, but source.encoding is {stated}: other characters would come of it than are meant. {remedy}");
}
