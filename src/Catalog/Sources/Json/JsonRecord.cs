using System.Text.Json;
using System.Text.Unicode;

namespace Mdlc.Catalog.Sources.Json;

/// <summary>One record's cells, filled over and over: each value's text, decoded where it is a text, and as it is written otherwise.</summary>
internal sealed class JsonRecord(JsonKeys keys)
{
    private const int MostDepth = 64;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = int.MaxValue };

    private readonly List<JsonCell> _cells = [];
    private readonly byte[] _text = GC.AllocateUninitializedArray<byte>(JsonRecordReader.MaxRecordBytes);
    private int _length;
    private long[] _lastSeen = [];
    private long _records;

    public IReadOnlyList<JsonCell> Cells => _cells;

    /// <summary>Why the last text is no JSON; null: it is.</summary>
    public JsonException? Broken { get; private set; }

    public ReadOnlySpan<byte> Text(JsonCell cell) => _text.AsSpan(cell.Start, cell.Length);

    /// <param name="bytes">No more than <see cref="JsonRecordReader.MaxRecordBytes"/>.</param>
    /// <returns>Null; or what is wrong with the record, whose new keys are then forgotten.</returns>
    public string? Parse(ReadOnlySpan<byte> bytes)
    {
        _cells.Clear();
        _length = 0;
        _records++;
        Broken = null;
        if (!Utf8.IsValid(bytes))
        {
            return "is not UTF-8 (another encoding is named by source.encoding)";
        }

        var known = keys.Count;
        var problem = TryParse(bytes);
        if (problem is not null)
        {
            keys.Forget(known);
        }

        return problem;
    }

    private string? TryParse(ReadOnlySpan<byte> bytes)
    {
        var json = new Utf8JsonReader(bytes, Options);
        try
        {
            json.Read();
            return json.TokenType == JsonTokenType.StartObject ? ParseObject(ref json, bytes) : ParseOther(ref json);
        }
        catch (JsonException broken)
        {
            Broken = broken;
            return IsNoNumber(bytes[(int)json.BytesConsumed..].TrimStart(" \t\r\n:,["u8))
                ? "is not JSON: NaN and Infinity are none of its values, null is"
                : "is not JSON";
        }
        catch (InvalidOperationException)
        {
            return "holds half a character (a lone surrogate) in a text";
        }
    }

    private static bool IsNoNumber(ReadOnlySpan<byte> text) =>
        text.StartsWith("NaN"u8) || text.StartsWith("Infinity"u8) || text.StartsWith("-Infinity"u8);

    private static string ParseOther(ref Utf8JsonReader json)
    {
        while (json.Read())
        {
        }

        return "is not a JSON object";
    }

    private string? ParseObject(ref Utf8JsonReader json, ReadOnlySpan<byte> bytes)
    {
        string? problem = null;
        var guess = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var key = keys.IndexOf(ref json, guess);
            guess = key + 1;
            problem ??= ProblemOf(key);
            json.Read();
            problem ??= Take(key, ref json, bytes);
            SkipStructure(ref json);
        }

        var rest = bytes[(int)json.BytesConsumed..].TrimStart(" \t\r\n"u8);
        return rest.Length == 0 ? problem
            : rest[0] == '{' ? "holds more than one JSON object"
            : throw new JsonException("Text follows the object.");
    }

    private string? ProblemOf(int key)
    {
        if (_lastSeen.Length <= key)
        {
            Array.Resize(ref _lastSeen, 2 * (key + 32));
        }

        var isTwice = _lastSeen[key] == _records;
        _lastSeen[key] = _records;
        return isTwice ? "holds a key twice"
            : keys.Names[key].Contains('\0', StringComparison.Ordinal) ? "holds a NUL character in a key"
            : null;
    }

    private string? Take(int key, ref Utf8JsonReader json, ReadOnlySpan<byte> bytes)
    {
        var start = _length;
        var type = json.TokenType;
        switch (type)
        {
            case JsonTokenType.Null:
                break;
            case JsonTokenType.String:
                _length += json.CopyString(_text.AsSpan(start));
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                var from = (int)json.TokenStartIndex;
                if (!SkipStructure(ref json))
                {
                    return $"is nested deeper than {MostDepth}";
                }

                Append(bytes[from..(int)json.BytesConsumed]);
                break;
            default:
                Append(json.ValueSpan);
                break;
        }

        _cells.Add(new JsonCell(key, type, start, _length - start));
        return type == JsonTokenType.String && Text(_cells[^1]).Contains((byte)0) ? "holds a NUL character in a text" : null;
    }

    /// <summary>Goes to the end of a list or structure, if the reader stands at one's begin.</summary>
    /// <returns>Whether it is not too deep.</returns>
    private static bool SkipStructure(ref Utf8JsonReader json)
    {
        if (json.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return true;
        }

        var depth = json.CurrentDepth;
        var deepest = depth;
        while (json.Read() && json.CurrentDepth > depth)
        {
            deepest = json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? Math.Max(deepest, json.CurrentDepth) : deepest;
        }

        return deepest < MostDepth;
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_text.AsSpan(_length));
        _length += text.Length;
    }
}
