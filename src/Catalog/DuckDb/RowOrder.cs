using System.Text.Json;

namespace Mdlc.Catalog.DuckDb;

/// <summary>
/// Holds a query to giving its rows in the order of its source: the digest is of that order. DuckDB keeps it through filters and
/// projections, but not through joins, which it also makes of an <c>IN</c> list or a subquery.
/// </summary>
internal static class RowOrder
{
    private static readonly string[] Losing = ["JOIN", "PRODUCT", "AGGREGATE", "GROUP_BY"];
    private static readonly string[] Making = ["ORDER_BY", "TOP_N"];

    /// <exception cref="InvalidOperationException">The plan has a step that loses the order and none after it that makes one.</exception>
    public static void Require(DuckDbSession session, string query)
    {
        var plan = session.Rows($"EXPLAIN (FORMAT json) {query}", r => r.GetString(1))[0];
        using var document = JsonDocument.Parse(plan);
        if (document.RootElement.EnumerateArray().Select(Loss).OfType<string>().FirstOrDefault() is { } step)
        {
            throw new InvalidOperationException($"The query's {step} loses the rows' order: write it without, or with ORDER BY. {query}");
        }
    }

    /// <summary>The first step from the top that loses the order, unless one that makes it stands above.</summary>
    private static string? Loss(JsonElement step)
    {
        var name = step.GetProperty("name").GetString()!.Trim();
        var isWindow = name == "WINDOW";
        return Making.Contains(name) ? null
            : isWindow || Losing.Any(l => name.Contains(l, StringComparison.Ordinal)) ? name
            : step.GetProperty("children").EnumerateArray().Select(Loss).OfType<string>().FirstOrDefault();
    }
}
