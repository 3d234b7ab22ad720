namespace Mdlc.Catalog.Snapshots;

/// <summary>Text that goes into DuckDB's SQL, quoted.</summary>
public static class Sql
{
    /// <summary>A column or table name.</summary>
    public static string Name(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A string literal.</summary>
    public static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A list literal of strings.</summary>
    public static string List(IEnumerable<string> values) => $"[{string.Join(", ", values.Select(Text))}]";
}
