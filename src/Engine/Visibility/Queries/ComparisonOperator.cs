namespace Mdlc.Engine.Visibility.Queries;

internal enum ComparisonOperator
{
    Equal,
    NotEqual,
    Less,
    Greater,
    LessOrEqual,
    GreaterOrEqual,
}

internal static class ComparisonOperators
{
    public static ComparisonOperator Parse(string symbol) => symbol switch
    {
        "=" => ComparisonOperator.Equal,
        "!=" => ComparisonOperator.NotEqual,
        "<" => ComparisonOperator.Less,
        ">" => ComparisonOperator.Greater,
        "<=" => ComparisonOperator.LessOrEqual,
        ">=" => ComparisonOperator.GreaterOrEqual,
        _ => throw new ArgumentOutOfRangeException(nameof(symbol), symbol, "not an order comparison"),
    };

    /// <summary>Whether the operator holds for what a comparer returned.</summary>
    public static bool Holds(this ComparisonOperator comparison, int order) => comparison switch
    {
        ComparisonOperator.Equal => order == 0,
        ComparisonOperator.NotEqual => order != 0,
        ComparisonOperator.Less => order < 0,
        ComparisonOperator.Greater => order > 0,
        ComparisonOperator.LessOrEqual => order <= 0,
        _ => order >= 0,
    };
}
