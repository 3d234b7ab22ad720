using System.Text;
using Mdlc.Catalog.Sources.Csv;
using Mdlc.Contracts.Formats;

namespace Mdlc.Catalog.Sources.Json;

/// <summary>A record as a line of CSV.</summary>
/// <param name="notations">By key: the notation in which the column's texts are known to be written; null: none is.</param>
internal sealed class JsonRow(JsonRecord record, IReadOnlyList<NumberFormat?> notations)
{
    private readonly byte[] _line = GC.AllocateUninitializedArray<byte>(CsvRecordReader.MaxRecordBytes);
    private readonly int[] _cells = new int[notations.Count];
    private int _length;

    /// <summary>The line's bytes with its line feed.</summary>
    public ReadOnlySpan<byte> Line => _line.AsSpan(0, _length);

    /// <summary>Writes the names of the columns.</summary>
    /// <returns>Whether they fit into a record.</returns>
    public bool TryWrite(IReadOnlyList<string> names)
    {
        _length = 0;
        for (var i = 0; i < names.Count; i++)
        {
            if ((i > 0 && !TryAppend(","u8)) || !TryAppendCell(Encoding.UTF8.GetBytes(names[i])))
            {
                return false;
            }
        }

        return TryAppend("\n"u8);
    }

    /// <summary>Writes the record.</summary>
    /// <returns>Whether it fits into a record of CSV.</returns>
    public bool TryWrite()
    {
        _length = 0;
        _cells.AsSpan().Fill(-1);
        for (var i = 0; i < record.Cells.Count; i++)
        {
            _cells[record.Cells[i].Key] = i;
        }

        for (var key = 0; key < _cells.Length; key++)
        {
            if ((key > 0 && !TryAppend(","u8)) || !TryAppendCell(TextOf(key)))
            {
                return false;
            }
        }

        return TryAppend("\n"u8);
    }

    private ReadOnlySpan<byte> TextOf(int key)
    {
        if (_cells[key] < 0)
        {
            return [];
        }

        var cell = record.Cells[_cells[key]];
        var text = record.Text(cell);
        return cell.IsNumber && notations[key] is { } notation ? JsonNumber.InNotation(text, notation) : text;
    }

    /// <summary>In a table of one column an empty cell would be an empty line, which is no record.</summary>
    private bool TryAppendCell(ReadOnlySpan<byte> text)
    {
        if (text.IndexOfAny(",\"\r\n"u8) < 0 && (text.Length > 0 || _cells.Length > 1))
        {
            return TryAppend(text);
        }

        var isAppended = TryAppend("\""u8);
        for (var quote = text.IndexOf((byte)'"'); quote >= 0 && isAppended; quote = text.IndexOf((byte)'"'))
        {
            isAppended = TryAppend(text[..(quote + 1)]) && TryAppend("\""u8);
            text = text[(quote + 1)..];
        }

        return isAppended && TryAppend(text) && TryAppend("\""u8);
    }

    private bool TryAppend(ReadOnlySpan<byte> bytes)
    {
        var fits = bytes.TryCopyTo(_line.AsSpan(_length));
        _length += fits ? bytes.Length : 0;
        return fits;
    }
}
