using System.Buffers;
using System.Text.Json;
using Mdlc.Catalog.Sources.Preparing;

namespace Mdlc.Catalog.Sources.Json;

/// <summary>The elements of one array that is the whole file. Only quotes and brackets are looked at to find where an element ends.</summary>
internal sealed class JsonArrayReader(SourceFile file) : JsonRecordReader(file)
{
    private static readonly SearchValues<byte> OutsideText = SearchValues.Create("\"[]{},"u8);
    private static readonly SearchValues<byte> InText = SearchValues.Create("\"\\"u8);
    private static readonly SearchValues<byte> White = SearchValues.Create(" \t\r\n"u8);

    private bool _isOpen;
    private bool _isClosed;
    private int _depth;
    private bool _inText;
    private bool _afterEscape;

    public override bool IsArray => true;

    /// <summary>
    /// Whether the first character that is no blank opens an array: one that does not end with its line while the file goes on, which is an
    /// array in a file of lines.
    /// </summary>
    public static bool IsIn(SourceFile file)
    {
        using var stream = System.IO.File.OpenRead(file.Path);
        var start = new byte[MaxRecordBytes];
        var text = start.AsSpan(0, stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        text = (text.StartsWith("\uFEFF"u8) ? text[3..] : text).TrimStart(" \t\r\n"u8);
        if (!text.StartsWith("["u8))
        {
            return false;
        }

        var end = text.IndexOfAny((byte)'\n', (byte)'\r');
        return end < 0 || text[end..].IndexOfAnyExcept(White) < 0 || !IsWhole(text[..end]);
    }

    public override bool Read()
    {
        if (_isClosed)
        {
            return false;
        }

        var mark = Next();
        if (!_isOpen)
        {
            _isOpen = true;
            Skip(1);
            mark = Next();
        }
        else if (mark == ',')
        {
            Skip(1);
            mark = Next();
            mark = mark == ']' ? throw Broken(NextLine, "a comma precedes the array's end") : mark;
        }

        if (mark == ']')
        {
            Close();
            return false;
        }

        ReadElement();
        return true;
    }

    private static bool IsWhole(ReadOnlySpan<byte> line)
    {
        try
        {
            var json = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = int.MaxValue });
            while (json.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The next character that is no blank.</summary>
    private byte Next()
    {
        while (true)
        {
            var found = Data.IndexOfAnyExcept(White);
            Skip(found < 0 ? Data.Length : found);
            if (found >= 0)
            {
                return Data[0];
            }

            if (IsFinal)
            {
                throw Broken(NextLine, "the file ends and the array is not closed");
            }

            ReadOn();
        }
    }

    private void Close()
    {
        _isClosed = true;
        Skip(1);
        while (true)
        {
            var found = Data.IndexOfAnyExcept(White);
            Skip(found < 0 ? Data.Length : found);
            if (found >= 0)
            {
                throw Broken(NextLine, $"'{(char)Data[0]}' follows the array's end");
            }

            if (IsFinal)
            {
                return;
            }

            ReadOn();
        }
    }

    private void ReadElement()
    {
        Begin();
        (_depth, _inText, _afterEscape) = (0, false, false);
        var seen = 0;
        while (!FindEnd(ref seen))
        {
            if (IsFinal)
            {
                throw Broken(
                    Line,
                    _inText ? "a text of the element that begins there is not closed"
                    : _depth > 0 ? "the element that begins there is not closed"
                    : "the file ends and the array is not closed");
            }

            seen -= ReadOn();
        }

        if (seen == 0 && !IsTooLong)
        {
            throw Broken(Line, $"found '{(char)Data[0]}' in place of an element");
        }

        TakeRecord(seen);
    }

    /// <param name="seen">So many bytes have been looked at; then where the element ends.</param>
    private bool FindEnd(ref int seen)
    {
        var data = Data;
        while (seen < data.Length)
        {
            if (_afterEscape)
            {
                _afterEscape = false;
                seen++;
                continue;
            }

            var found = data[seen..].IndexOfAny(_inText ? InText : OutsideText);
            if (found < 0)
            {
                seen = data.Length;
                return false;
            }

            seen += found;
            if (Ends(data[seen]))
            {
                return true;
            }

            seen++;
        }

        return false;
    }

    private bool Ends(byte mark)
    {
        switch (mark)
        {
            case (byte)'\\':
                _afterEscape = true;
                return false;
            case (byte)'"':
                _inText = !_inText;
                return false;
            case (byte)'[' or (byte)'{':
                _depth++;
                return false;
            case (byte)',':
                return _depth == 0;
            default:
                return _depth-- == 0;
        }
    }
}
