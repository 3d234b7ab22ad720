using System.Text;

namespace Mdlc.Engine.Visibility.Queries;

/// <summary>Cuts a query into tokens by MySQL's rules: quotes of both kinds, doubled or back-slashed inside; three kinds of comment.</summary>
internal sealed class SqlTokenizer(string text)
{
    private static readonly string[] Symbols = ["<=>", "<>", "!=", "<=", ">=", "<<", ">>", "&&", "||"];

    private int _position;

    public static IReadOnlyList<SqlToken> Tokenize(string text)
    {
        var tokenizer = new SqlTokenizer(text);
        var tokens = new List<SqlToken>();
        do
        {
            tokens.Add(tokenizer.Next());
        }
        while (tokens[^1].Kind is not (SqlTokenKind.End or SqlTokenKind.Invalid));
        return tokens;
    }

    private char Current => Peek(0);

    private SqlToken Next()
    {
        while (SkipBlank() || SkipComment())
        {
        }

        return Current switch
        {
            '\0' when _position >= text.Length => Token(SqlTokenKind.End, ""),
            var c when IsLetter(c) => Word(),
            var c when char.IsAsciiDigit(c) => Number(),
            '.' when char.IsAsciiDigit(Peek(1)) => Number(),
            '\'' or '"' => Quoted(Current, SqlTokenKind.String),
            '`' => Quoted('`', SqlTokenKind.Identifier),
            ':' => Placeholder(),
            _ => Symbol(),
        };
    }

    private SqlToken Word()
    {
        var start = _position;
        _position++;
        if (text[start] is 'x' or 'X' or 'b' or 'B' && Current == '\'')
        {
            return Quoted('\'', SqlTokenKind.OtherValue);
        }

        while (IsLetter(Current) || char.IsAsciiDigit(Current))
        {
            _position++;
        }

        var word = text[start.._position];
#pragma warning disable CA1308 // Keywords are told in lower case, as Temporal's errors print them.
        var lowered = word.ToLowerInvariant();
#pragma warning restore CA1308
        return SqlKeywords.Reserved.Contains(lowered) ? Token(SqlTokenKind.Keyword, lowered) : Token(SqlTokenKind.Identifier, word);
    }

    private SqlToken Number()
    {
        var start = _position;
        var kind = SqlTokenKind.Integer;
        if (Current == '0' && Peek(1) is 'x' or 'X')
        {
            _position += 2;
            SkipWhile(char.IsAsciiHexDigit);
            kind = SqlTokenKind.OtherValue;
        }
        else
        {
            SkipWhile(char.IsAsciiDigit);
            if (Current == '.')
            {
                kind = SqlTokenKind.Float;
                _position++;
                SkipWhile(char.IsAsciiDigit);
            }

            if (Current is 'e' or 'E')
            {
                kind = SqlTokenKind.Float;
                _position += Peek(1) is '+' or '-' ? 2 : 1;
                SkipWhile(char.IsAsciiDigit);
            }
        }

        return Token(IsLetter(Current) ? SqlTokenKind.Invalid : kind, text[start.._position]);
    }

    private SqlToken Quoted(char quote, SqlTokenKind kind)
    {
        var value = new StringBuilder();
        for (_position++; _position < text.Length; _position++)
        {
            if (Current == quote && Peek(1) != quote)
            {
                _position++;
                return Token(kind, value.ToString());
            }

            if (Current == quote)
            {
                _position++;
            }
            else if (Current == '\\' && quote != '`')
            {
                _position++;
                if (_position >= text.Length)
                {
                    break;
                }

                value.Append(Unescape(Current));
                continue;
            }

            value.Append(Current);
        }

        return Token(SqlTokenKind.Invalid, value.ToString());
    }

    private SqlToken Placeholder()
    {
        var start = _position++;
        SkipWhile(c => IsLetter(c) || char.IsAsciiDigit(c) || c == '.');
        return Token(_position > start + 1 ? SqlTokenKind.OtherValue : SqlTokenKind.Invalid, text[start.._position]);
    }

    private SqlToken Symbol()
    {
        var symbol = Array.Find(Symbols, s => string.CompareOrdinal(text, _position, s, 0, s.Length) == 0) ?? text[_position].ToString();
        _position += symbol.Length;
        return symbol switch
        {
            "?" => Token(SqlTokenKind.OtherValue, ":v1"),
            "&&" => Token(SqlTokenKind.Keyword, "and"),
            "||" => Token(SqlTokenKind.Keyword, "or"),
            "<>" => Token(SqlTokenKind.Symbol, "!="),
            _ when symbol.Length > 1 || "=,;()+-*/%^~&|<>!.".Contains(symbol[0], StringComparison.Ordinal) => Token(SqlTokenKind.Symbol, symbol),
            _ => Token(SqlTokenKind.Invalid, symbol),
        };
    }

    private bool SkipBlank()
    {
        var start = _position;
        SkipWhile(c => c is ' ' or '\n' or '\r' or '\t');
        return _position > start;
    }

    private bool SkipComment()
    {
        if (Current == '#' || (Current == '-' && Peek(1) == '-') || (Current == '/' && Peek(1) == '/'))
        {
            var end = text.IndexOf('\n', _position);
            _position = end < 0 ? text.Length : end + 1;
            return true;
        }

        if (Current == '/' && Peek(1) == '*' && text.IndexOf("*/", _position + 2, StringComparison.Ordinal) is >= 0 and var close)
        {
            _position = close + 2;
            return true;
        }

        return false;
    }

    private void SkipWhile(Func<char, bool> condition)
    {
        while (_position < text.Length && condition(text[_position]))
        {
            _position++;
        }
    }

    private char Peek(int ahead) => _position + ahead < text.Length ? text[_position + ahead] : '\0';

    private SqlToken Token(SqlTokenKind kind, string value) => new(kind, value, _position);

    private static bool IsLetter(char c) => char.IsAsciiLetter(c) || c is '_' or '@';

    private static char Unescape(char escaped) => escaped switch
    {
        '0' => '\0',
        'b' => '\b',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'Z' => '\x1a',
        _ => escaped,
    };
}
