using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Visibility.Queries;

/// <summary>Which names a query asks for.</summary>
internal static class QueryColumns
{
    /// <exception cref="InvalidVisibilityRequestException">The query is malformed.</exception>
    public static IReadOnlySet<string> Of(string query)
    {
        var parsed = SqlParser.Parse(query);
        return (parsed.Where is null ? parsed.GroupBy : [parsed.Where, .. parsed.GroupBy]).SelectMany(Of).ToHashSet(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Of(SqlExpression expression) => expression switch
    {
        SqlExpression.Column column => [column.Name],
        SqlExpression.Parenthesis parenthesis => Of(parenthesis.Inner),
        SqlExpression.Not not => Of(not.Inner),
        SqlExpression.And and => and.Operands.SelectMany(Of),
        SqlExpression.Or or => or.Operands.SelectMany(Of),
        SqlExpression.Comparison comparison => Of(comparison.Left),
        SqlExpression.Between between => Of(between.Left),
        SqlExpression.Is @is => Of(@is.Inner),
        _ => [],
    };
}
