using System.Text.RegularExpressions;
using Mdlc.Contracts.Faults;

namespace Mdlc.Catalog.DuckDb;

/// <summary>Text that goes into DuckDB's SQL, quoted.</summary>
public static partial class Sql
{
    /// <summary>A column or table name.</summary>
    /// <exception cref="FaultException">It holds a NUL character, behind which a statement would end.</exception>
    public static string Name(string identifier) => identifier.Contains('\0', StringComparison.Ordinal)
        ? throw FaultException.InData($"Found the name '{identifier.Replace('\0', '␀')}' of a column, which holds a NUL character (shown as ␀), expected a name without; rename it.")
        : $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A string literal.</summary>
    public static string Text(string value) => value.Contains('\0', StringComparison.Ordinal)
        // A statement would end at a NUL character.
        ? $"({string.Join(" || chr(0) || ", value.Split('\0').Select(Text))})"
        : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A list literal of strings.</summary>
    public static string List(IEnumerable<string> values) => $"[{string.Join(", ", values.Select(Text))}]";

    /// <summary>
    /// Whether a value is in a list; null when it is null. Not <c>IN</c>: of more than a few constants DuckDB makes that a join, and a join
    /// loses the rows' order.
    /// </summary>
    public static string IsOneOf(string value, string list) => $"list_contains({list}, {value})";

    /// <summary>A list literal of files: what would be a pattern in a file's name stands for itself.</summary>
    public static string Files(IEnumerable<string> paths) => List(paths.Select(p => PatternCharacter().Replace(p, "[$0]")));

    [GeneratedRegex(@"[*?\[]")]
    private static partial Regex PatternCharacter();
}
