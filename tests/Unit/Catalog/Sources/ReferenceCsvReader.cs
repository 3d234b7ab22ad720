namespace Mdlc.Unit.Tests.Catalog.Sources;

/// <summary>
/// The rules of reading CSV written down once more, a character at a time over a whole string, to hold the streaming reader against. A quote
/// opens a cell at its start only; a record whose quoting is broken is its first line; blank lines are none; of a record over several lines
/// with a wrong number of cells or a NUL each line is rejected.
/// </summary>
public sealed class ReferenceCsvReader(string text, int width)
{
    private int _at;

    public List<(long Line, string[] Cells)> Good { get; } = [];

    public List<long> RejectedLines { get; } = [];

    public ReferenceCsvReader ReadAll()
    {
        while (_at < text.Length)
        {
            var start = _at;
            var line = 1L + Breaks(text[..start]);
            var cells = TryRecord();
            if (cells is null)
            {
                _at = start;
                SkipLine();
                RejectedLines.Add(line);
                continue;
            }

            var record = text[start.._at];
            if (record.Trim(' ', '\t', '\r', '\n').Length == 0)
            {
                continue;
            }

            var lines = 1 + Breaks(record.TrimEnd('\r', '\n'));
            if (cells.Length != width || record.Contains('\0', StringComparison.Ordinal))
            {
                RejectedLines.AddRange(Enumerable.Range(0, lines).Select(i => line + i));
            }
            else
            {
                Good.Add((line, cells));
            }
        }

        return this;
    }

    private string[]? TryRecord()
    {
        var cells = new List<string>();
        while (true)
        {
            while (_at < text.Length && (text[_at] is ' ' or '\t'))
            {
                _at++;
            }

            var cell = _at < text.Length && text[_at] == '"' ? QuotedCell() : PlainCell();
            if (cell is null)
            {
                return null;
            }

            cells.Add(cell.Trim(' ', '\t'));
            if (_at == text.Length || text[_at] is '\n' or '\r')
            {
                SkipLine();
                return [.. cells];
            }

            _at++;
        }
    }

    private string PlainCell()
    {
        var start = _at;
        while (_at < text.Length && text[_at] is not (',' or '\n' or '\r'))
        {
            _at++;
        }

        return text[start.._at];
    }

    private string? QuotedCell()
    {
        var cell = new System.Text.StringBuilder();
        for (_at++; _at < text.Length; _at++)
        {
            if (text[_at] != '"')
            {
                cell.Append(text[_at]);
            }
            else if (_at + 1 < text.Length && text[_at + 1] == '"')
            {
                cell.Append('"');
                _at++;
            }
            else
            {
                _at++;
                while (_at < text.Length && (text[_at] is ' ' or '\t'))
                {
                    _at++;
                }

                return _at == text.Length || text[_at] is ',' or '\n' or '\r' ? cell.ToString() : null;
            }
        }

        return null;
    }

    private void SkipLine()
    {
        while (_at < text.Length && text[_at] is not ('\n' or '\r'))
        {
            _at++;
        }

        _at += _at + 1 < text.Length && text[_at] == '\r' && text[_at + 1] == '\n' ? 2 : _at < text.Length ? 1 : 0;
    }

    private static int Breaks(string part) => part.Replace("\r\n", "\n", StringComparison.Ordinal).Count(c => c is '\n' or '\r');
}
