using System.Text;
using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Visibility.Queries;

/// <summary>Recursive descent over a query. Precedence, from loose to tight: OR, AND, NOT, IS, comparisons, arithmetic.</summary>
internal sealed class SqlParser
{
    private const int MaxNesting = 200;

    /// <summary>What the message of each exception begins with.</summary>
    public const string MalformedQuery = "invalid query: malformed SQL query: ";

    private readonly string _query;
    private readonly int _offset;
    private readonly IReadOnlyList<SqlToken> _tokens;
    private int _next;
    private int _nesting;

    private SqlParser(string query, int offset)
    {
        _query = query;
        _offset = offset;
        _tokens = SqlTokenizer.Tokenize(query);
    }

    /// <param name="table">The table of the statement that Temporal builds around the query: positions in error messages count from its start.</param>
    /// <exception cref="InvalidVisibilityRequestException">The query is malformed.</exception>
    public static SqlQuery Parse(string query, string table = "table1")
    {
        var trimmed = query.Trim();
        var onlyClauses = trimmed.Length == 0
            || trimmed.StartsWith("order by", StringComparison.OrdinalIgnoreCase)
            || trimmed.StartsWith("group by", StringComparison.OrdinalIgnoreCase);
        var parser = new SqlParser(trimmed, $"select * from {table} ".Length + (onlyClauses ? 0 : "where ".Length));
        return parser.ParseQuery(hasWhere: !onlyClauses);
    }

    private SqlToken Current => _tokens[_next];

    private SqlQuery ParseQuery(bool hasWhere)
    {
        var where = hasWhere ? ParseExpression() : null;
        var groupBy = TakeKeywords("group", "by") ? ParseExpressionList() : [];
        var hasOrderBy = TakeKeywords("order", "by");
        if (hasOrderBy)
        {
            ParseOrder();
        }

        var hasLimit = TakeKeyword("limit");
        if (hasLimit)
        {
            ParseExpressionList();
        }

        TakeSymbol(";");
        return Current.Kind == SqlTokenKind.End ? new SqlQuery(where, groupBy, hasOrderBy, hasLimit) : throw SyntaxError();
    }

    private void ParseOrder()
    {
        do
        {
            ParseExpression();
            _ = TakeKeyword("asc") || TakeKeyword("desc");
        }
        while (TakeSymbol(","));
    }

    private List<SqlExpression> ParseExpressionList()
    {
        var items = new List<SqlExpression>();
        do
        {
            items.Add(ParseExpression());
        }
        while (TakeSymbol(","));
        return items;
    }

    private SqlExpression ParseExpression() => ParseChain("or", () => ParseChain("and", ParseNot, all => new SqlExpression.And(all)), any => new SqlExpression.Or(any));

    private SqlExpression ParseChain(string keyword, Func<SqlExpression> operand, Func<List<SqlExpression>, SqlExpression> combine)
    {
        var operands = new List<SqlExpression> { operand() };
        while (TakeKeyword(keyword))
        {
            operands.Add(operand());
        }

        return operands.Count == 1 ? operands[0] : combine(operands);
    }

    private SqlExpression ParseNot()
    {
        if (!TakeKeyword("not"))
        {
            return ParseIs();
        }

        return new SqlExpression.Not(Nested(ParseNot));
    }

    private SqlExpression ParseIs()
    {
        var expression = ParseCondition();
        while (TakeKeyword("is"))
        {
            var suffix = TakeKeyword("not") ? "not " : "";
            expression = new SqlExpression.Is(expression, suffix + (TakeAnyKeyword("null", "true", "false") ?? throw SyntaxError()));
        }

        return expression;
    }

    private SqlExpression ParseCondition()
    {
        var left = ParseValue();
        if (TakeAnySymbol("=", "!=", "<", ">", "<=", ">=", "<=>") is { } comparison)
        {
            return new SqlExpression.Comparison(left, comparison, ParseValue());
        }

        var negated = Current.IsKeyword("not");
        if (negated)
        {
            _next++;
        }

        var not = negated ? "not " : "";
        switch (TakeAnyKeyword("in", "between", "starts_with", "like", "regexp", "rlike"))
        {
            case "in":
                return new SqlExpression.Comparison(left, not + "in", ParseValueList());
            case "between":
                var from = ParseValue();
                return new SqlExpression.Between(left, from, TakeKeyword("and") ? ParseValue() : throw SyntaxError(), negated);
            case "rlike":
                return new SqlExpression.Comparison(left, not + "regexp", ParseValue());
            case { } word:
                return new SqlExpression.Comparison(left, not + word, ParseValue());
            default:
                return negated ? throw SyntaxError() : left;
        }
    }

    private SqlExpression.ValueList ParseValueList()
    {
        Expect("(");
        var items = ParseExpressionList();
        Expect(")");
        return new SqlExpression.ValueList(items);
    }

    private SqlExpression ParseValue()
    {
        var value = ParseUnary();
        while (TakeAnySymbol("+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>") is not null || TakeAnyKeyword("div", "mod") is not null)
        {
            ParseUnary();
            value = new SqlExpression.Arithmetic();
        }

        return value;
    }

    private SqlExpression ParseUnary()
    {
        var sign = TakeAnySymbol("-", "+", "!", "~");
        if (sign is null)
        {
            return ParsePrimary();
        }

        return (sign, Nested(ParseUnary)) switch
        {
            ("+", SqlExpression.Literal { Token: SqlTokenKind.Integer or SqlTokenKind.Float } number) => number,
            ("-", SqlExpression.Literal { Token: SqlTokenKind.Integer or SqlTokenKind.Float } number) => number with
            {
                Text = number.Text.StartsWith('-') ? number.Text[1..] : "-" + number.Text,
            },
            _ => new SqlExpression.Unary(),
        };
    }

    private SqlExpression ParsePrimary()
    {
        if (TakeSymbol("("))
        {
            var items = Nested(ParseExpressionList);
            Expect(")");
            return items.Count == 1 ? new SqlExpression.Parenthesis(items[0]) : new SqlExpression.ValueList(items);
        }

        var token = Current;
        switch (token.Kind)
        {
            case SqlTokenKind.String or SqlTokenKind.Integer or SqlTokenKind.Float or SqlTokenKind.OtherValue:
                _next++;
                return new SqlExpression.Literal(token.Kind, token.Text);
            case SqlTokenKind.Identifier:
                _next++;
                return TakeSymbol("(") ? ParseFunction(token.Text) : new SqlExpression.Column(ParseQualified(token.Text));
            case SqlTokenKind.Keyword when TakeAnyKeyword("true", "false", "null") is { } word:
                return word == "null" ? new SqlExpression.Null() : new SqlExpression.Boolean(word == "true");
            default:
                throw SyntaxError();
        }
    }

    private SqlExpression.Function ParseFunction(string name)
    {
        if (!Current.IsSymbol(")"))
        {
            Nested(ParseExpressionList);
        }

        Expect(")");
        return new SqlExpression.Function(name);
    }

    private string ParseQualified(string name)
    {
        var qualified = new StringBuilder(name);
        while (TakeSymbol("."))
        {
            qualified.Append('.').Append(Current.Kind is SqlTokenKind.Identifier or SqlTokenKind.Keyword ? Current.Text : throw SyntaxError());
            _next++;
        }

        return qualified.ToString();
    }

    private T Nested<T>(Func<T> parse)
    {
        if (++_nesting > MaxNesting)
        {
            throw Malformed($"max nesting level reached at position {Position}");
        }

        var parsed = parse();
        _nesting--;
        return parsed;
    }

    private void Expect(string symbol)
    {
        if (!TakeSymbol(symbol))
        {
            throw SyntaxError();
        }
    }

    private bool TakeKeywords(string first, string second)
    {
        if (!TakeKeyword(first))
        {
            return false;
        }

        return TakeKeyword(second) ? true : throw SyntaxError();
    }

    private bool TakeKeyword(string word) => TakeAnyKeyword(word) is not null;

    private bool TakeSymbol(string symbol) => TakeAnySymbol(symbol) is not null;

    private string? TakeAnyKeyword(params ReadOnlySpan<string> words) =>
        Current.Kind == SqlTokenKind.Keyword && words.Contains(Current.Text) ? _tokens[_next++].Text : null;

    private string? TakeAnySymbol(params ReadOnlySpan<string> symbols) =>
        Current.Kind == SqlTokenKind.Symbol && symbols.Contains(Current.Text) ? _tokens[_next++].Text : null;

    // The lexer has read one character beyond the token when the parser refuses it.
    private int Position => _offset + Encoding.UTF8.GetByteCount(_query.AsSpan(0, Current.End)) + 1;

    private InvalidVisibilityRequestException SyntaxError()
    {
        var near = Current.Kind is SqlTokenKind.End or SqlTokenKind.Symbol ? "" : $" near '{Current.Text}'";
        return Malformed($"syntax error at position {Position}{near}");
    }

    private static InvalidVisibilityRequestException Malformed(string what) => new(MalformedQuery + what);
}
