using Mdlc.Contracts.Artifacts;

namespace Mdlc.Catalog.Sources.Typed;

/// <summary>A column of Parquet files.</summary>
/// <param name="Name">As it is called here.</param>
/// <param name="SqlName">As DuckDB calls it.</param>
/// <param name="SqlType">As DuckDB calls its type.</param>
internal sealed record ParquetColumn(string Name, string SqlName, string SqlType)
{
    /// <summary>SQL of what it holds.</summary>
    public string Cell => DuckDb.Sql.Name(SqlName);

    /// <summary>Bytes of which the file does not say that they are text.</summary>
    public bool IsBytes => SqlType == "BLOB";

    /// <summary>Its cells are texts, so that what they mean is to be decided.</summary>
    public bool IsText => IsBytes || SqlType is "VARCHAR" or "UUID" or "JSON" || SqlType.StartsWith("ENUM(", StringComparison.Ordinal) && !IsNested;

    public bool IsFloating => SqlType is "FLOAT" or "DOUBLE";

    /// <summary>Whole numbers that may be none of a double.</summary>
    public bool MayExceedDouble => SqlType is "BIGINT" or "UBIGINT" or "HUGEINT" or "UHUGEINT" || (IsDecimal && SqlType.EndsWith(",0)", StringComparison.Ordinal));

    /// <summary>The type of a snapshot's column that it is without a word.</summary>
    public ColumnType Natural => IsNested ? ColumnType.Text : SqlType switch
    {
        "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" => ColumnType.Integer,
        "UBIGINT" or "HUGEINT" or "UHUGEINT" or "FLOAT" or "DOUBLE" => ColumnType.Number,
        "BOOLEAN" => ColumnType.Boolean,
        "DATE" => ColumnType.Timestamp,
        _ when SqlType.StartsWith("TIMESTAMP", StringComparison.Ordinal) => ColumnType.Timestamp,
        _ when IsDecimal => ColumnType.Number,
        _ => ColumnType.Text,
    };

    /// <summary>SQL of the cell's text: a whole number has no point, whatever its type.</summary>
    public string Text => SqlType switch
    {
        "VARCHAR" => Cell,
        "BLOB" => $"decode({Cell})",
        "JSON" => $"({Cell} ->> '$')",
        _ when IsFloating => $"CASE WHEN {Cell} = 0 THEN '0' WHEN isnan({Cell}) THEN NULL ELSE replace(regexp_replace(CAST({Cell} AS VARCHAR), '\\.0$', ''), 'e', 'E') END",
        _ => $"CAST({Cell} AS VARCHAR)",
    };

    private bool IsDecimal => SqlType.StartsWith("DECIMAL", StringComparison.Ordinal) && !IsNested;

    private bool IsNested => SqlType.EndsWith(']') || SqlType.StartsWith("STRUCT(", StringComparison.Ordinal)
        || SqlType.StartsWith("MAP(", StringComparison.Ordinal) || SqlType.StartsWith("UNION(", StringComparison.Ordinal);
}
