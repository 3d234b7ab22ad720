namespace Mdlc.Engine.Visibility.Queries;

/// <summary>The syntax tree of a query, before names and types are known.</summary>
internal abstract record SqlExpression
{
    /// <summary>The kind of node as Temporal's error messages name it.</summary>
    public abstract string Kind { get; }

    public sealed record Column(string Name) : SqlExpression
    {
        public override string Kind => "*sqlparser.ColName";
    }

    /// <summary>A string, an integer, a number, or a value that can be compared with nothing.</summary>
    public sealed record Literal(SqlTokenKind Token, string Text) : SqlExpression
    {
        public override string Kind => "*sqlparser.SQLVal";
    }

    public sealed record Boolean(bool Value) : SqlExpression
    {
        public override string Kind => "sqlparser.BoolVal";
    }

    public sealed record Null : SqlExpression
    {
        public override string Kind => "*sqlparser.NullVal";
    }

    public sealed record ValueList(IReadOnlyList<SqlExpression> Items) : SqlExpression
    {
        public override string Kind => "sqlparser.ValTuple";
    }

    public sealed record Parenthesis(SqlExpression Inner) : SqlExpression
    {
        public override string Kind => "*sqlparser.ParenExpr";
    }

    public sealed record Not(SqlExpression Inner) : SqlExpression
    {
        public override string Kind => "*sqlparser.NotExpr";
    }

    public sealed record And(IReadOnlyList<SqlExpression> Operands) : SqlExpression
    {
        public override string Kind => "*sqlparser.AndExpr";
    }

    public sealed record Or(IReadOnlyList<SqlExpression> Operands) : SqlExpression
    {
        public override string Kind => "*sqlparser.OrExpr";
    }

    /// <param name="Operator">In lower case: <c>=</c>, <c>not in</c>, <c>starts_with</c>, …</param>
    public sealed record Comparison(SqlExpression Left, string Operator, SqlExpression Right) : SqlExpression
    {
        public override string Kind => "*sqlparser.ComparisonExpr";
    }

    public sealed record Between(SqlExpression Left, SqlExpression From, SqlExpression To, bool Negated) : SqlExpression
    {
        public override string Kind => "*sqlparser.RangeCond";
    }

    /// <param name="Suffix">What follows IS, in lower case: <c>null</c>, <c>not null</c>, <c>true</c>, …</param>
    public sealed record Is(SqlExpression Inner, string Suffix) : SqlExpression
    {
        public override string Kind => "*sqlparser.IsExpr";
    }

    public sealed record Function(string Name) : SqlExpression
    {
        public override string Kind => "*sqlparser.FuncExpr";
    }

    public sealed record Arithmetic : SqlExpression
    {
        public override string Kind => "*sqlparser.BinaryExpr";
    }

    public sealed record Unary : SqlExpression
    {
        public override string Kind => "*sqlparser.UnaryExpr";
    }
}
