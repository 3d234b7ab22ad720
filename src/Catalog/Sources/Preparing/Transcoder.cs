using System.Text;
using Mdlc.Contracts.Faults;

namespace Mdlc.Catalog.Sources.Preparing;

/// <summary>Makes a UTF-8 copy of a file in another encoding, a block at a time.</summary>
internal static class Transcoder
{
    private const int BlockCharacters = 1 << 16;

    /// <summary>The encoding of that name, which may not be UTF-8.</summary>
    /// <returns>Null for UTF-8.</returns>
    public static Encoding? Find(string name)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var known = name.Trim().ToUpperInvariant() switch
        {
            "UTF8" => "utf-8",
            "LATIN-1" or "LATIN1" => "iso-8859-1",
            "UTF16" => "utf-16",
            "CP1252" or "ANSI" => "windows-1252",
            _ => name.Trim(),
        };
        try
        {
            var encoding = Encoding.GetEncoding(known, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
            return encoding.CodePage == Encoding.UTF8.CodePage ? null : encoding;
        }
        catch (ArgumentException inner)
        {
            throw FaultException.InSpec(
                $"source.encoding '{name}' is not known: expected utf-8, utf-16, latin-1, windows-1252 or another .NET encoding name.", inner);
        }
    }

    public static void Transcode(SourceFile source, Encoding encoding, string target, CancellationToken cancellationToken)
    {
        using var stream = new FileStream(source.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
        using var reader = new StreamReader(stream, InOrderOf(stream, encoding), detectEncodingFromByteOrderMarks: false, BlockCharacters);
        using var writer = new StreamWriter(target, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), BlockCharacters);
        var block = new char[BlockCharacters];
        var first = true;
        try
        {
            for (var count = reader.ReadBlock(block); count > 0; count = reader.ReadBlock(block))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var skip = first && block[0] == '\uFEFF' ? 1 : 0;
                writer.Write(block, skip, count - skip);
                first = false;
            }
        }
        catch (ArgumentException inner) when (inner is DecoderFallbackException or EncoderFallbackException)
        {
            throw FaultException.InData($"{source.Name} is not {encoding.WebName}: {inner.Message} Set source.encoding to what it is.", inner);
        }
    }

    /// <summary>"utf-16" is said of both orders of bytes: the mark at the file's begin tells which.</summary>
    private static Encoding InOrderOf(FileStream stream, Encoding encoding)
    {
        int? swapped = encoding.CodePage switch
        {
            1200 => 1201,
            1201 => 1200,
            12000 => 12001,
            12001 => 12000,
            _ => null,
        };
        if (swapped is not { } codePage)
        {
            return encoding;
        }

        var other = Encoding.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        Span<byte> start = stackalloc byte[4];
        var read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        return start[..read].StartsWith(other.Preamble) ? other : encoding;
    }
}
