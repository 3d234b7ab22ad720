using System.Text;

namespace Mdlc.Architecture.Tests;

/// <summary>
/// C# without its comments and without the text of its literals. What stands in the holes of interpolated strings is code, and stays.
/// </summary>
internal sealed class CodeText
{
    private readonly string _text;
    private readonly StringBuilder _code = new();
    private int _at;

    private CodeText(string text) => _text = text;

    public static string Of(string text)
    {
        var reader = new CodeText(text);
        reader.ReadCode(closing: 0);
        return reader._code.ToString();
    }

    /// <param name="closing">How many braces end the hole that this code stands in; 0: it is the file's, and ends with it.</param>
    private void ReadCode(int closing)
    {
        var depth = 0;
        while (_at < _text.Length)
        {
            if (closing > 0 && depth == 0 && Run('}') >= closing)
            {
                _at += closing;
                return;
            }

            depth += _text[_at] switch { '{' or '(' or '[' => 1, '}' or ')' or ']' => -1, _ => 0 };
            if (closing > 0 && depth == 0 && IsFormat())
            {
                SkipTo("}", after: false);
            }
            else if (IsHere("//") || (_text[_at] == '#' && BeginsItsLine()))
            {
                SkipTo("\n", after: false);
            }
            else if (IsHere("/*"))
            {
                SkipTo("*/", after: true);
            }
            else if (_text[_at] == '\'')
            {
                ReadCharacter();
            }
            else if (!TryReadString())
            {
                _code.Append(_text[_at++]);
            }
        }
    }

    /// <summary>A colon of the hole itself; that of a conditional stands in brackets.</summary>
    private bool IsFormat() => _text[_at] == ':' && _text[_at - 1] != ':' && !IsHere("::");

    private void ReadCharacter()
    {
        _at += _text.AsSpan(_at + 1).StartsWith("\\") ? 3 : 2;
        SkipTo("'", after: true);
        _code.Append("' '");
    }

    private bool TryReadString()
    {
        var start = _at;
        var (dollars, verbatim) = (0, false);
        for (; start < _text.Length && _text[start] is '$' or '@'; start++)
        {
            dollars += _text[start] == '$' ? 1 : 0;
            verbatim |= _text[start] == '@';
        }

        if (start == _text.Length || _text[start] != '"')
        {
            return false;
        }

        // Two are an empty string, and three or more a raw one; but a verbatim string may begin with a quote of its text.
        _at = start;
        var quotes = verbatim ? 1 : Run('"');
        _at += quotes;
        _code.Append("\"\"");
        if (quotes != 2)
        {
            ReadLiteral(quotes, dollars, verbatim);
        }

        return true;
    }

    private void ReadLiteral(int quotes, int dollars, bool verbatim)
    {
        var raw = quotes > 2;
        while (_at < _text.Length)
        {
            if (_text[_at] == '"' && verbatim && Run('"') > 1)
            {
                _at += 2;
            }
            else if (_text[_at] == '"' && Run('"') >= quotes)
            {
                _at += quotes;
                return;
            }
            else if (_text[_at] == '\\' && !raw && !verbatim)
            {
                _at += 2;
            }
            else if (_text[_at] == '{' && dollars > 0)
            {
                ReadBraces(dollars, raw);
            }
            else
            {
                _at++;
            }
        }
    }

    /// <summary>In a raw string as many braces as dollars open a hole, and what stands before them is text; in any other, two are text.</summary>
    private void ReadBraces(int dollars, bool raw)
    {
        var braces = Run('{');
        var opens = raw ? braces >= dollars : braces % 2 == 1;
        _at += braces;
        if (opens)
        {
            _code.Append(' ');
            ReadCode(closing: dollars);
            _code.Append(' ');
        }
    }

    private int Run(char character)
    {
        var end = _at;
        while (end < _text.Length && _text[end] == character)
        {
            end++;
        }

        return end - _at;
    }

    private bool IsHere(string text) => string.CompareOrdinal(_text, _at, text, 0, text.Length) == 0;

    private bool BeginsItsLine() => _text.AsSpan(0, _at).TrimEnd(" \t") is [] or [.., '\n'];

    private void SkipTo(string text, bool after)
    {
        var found = _text.IndexOf(text, Math.Min(_at, _text.Length), StringComparison.Ordinal);
        _at = found < 0 ? _text.Length : found + (after ? text.Length : 0);
    }
}
