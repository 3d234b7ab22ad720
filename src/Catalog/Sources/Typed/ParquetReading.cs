using System.Globalization;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Sources.Cells;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Formats;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Sources.Typed;

/// <summary>Makes columns of Parquet files into a snapshot's: what has a type keeps its value, texts are read as those of CSV are.</summary>
internal sealed class ParquetReading(SourceSpec source, CellFunctions functions)
{
    /// <summary>The years that a point in time can be of here.</summary>
    private const string Years = "BETWEEN TIMESTAMP '0001-01-01' AND TIMESTAMP '9999-12-31 23:59:59.999999'";

    /// <param name="isNormal">The column is one of texts, and they are all known to be as they should be.</param>
    public TypedColumn Read(ParquetColumn column, ColumnDecision decision, bool isNormal)
    {
        var wanted = new SnapshotColumn(column.Name, decision.Type);
        return (column.IsText ? ColumnType.Text : column.Natural, decision.Type) switch
        {
            (ColumnType.Text, ColumnType.Text) when isNormal || !column.IsText => NormalText(column, wanted),
            (ColumnType.Integer, ColumnType.Integer) or (ColumnType.Boolean, ColumnType.Integer) =>
                Value(column, wanted, $"CAST({column.Cell} AS BIGINT)", null, ""),
            (ColumnType.Number, ColumnType.Integer) => Whole(column, wanted),
            (ColumnType.Integer or ColumnType.Number or ColumnType.Boolean, ColumnType.Number) => Number(column, wanted),
            (ColumnType.Boolean, ColumnType.Boolean) => Value(column, wanted, column.Cell, null, ""),
            (ColumnType.Integer or ColumnType.Number, ColumnType.Boolean) => Value(
                column, wanted, $"CASE {column.Cell} WHEN 1 THEN true WHEN 0 THEN false END", $"{column.Cell} <> 1 AND {column.Cell} <> 0", "is not true or false"),
            (ColumnType.Timestamp, ColumnType.Timestamp) => Value(
                column,
                wanted,
                $"TRY_CAST({column.Cell} AS TIMESTAMP)",
                $"{column.Cell} IS NOT NULL AND NOT coalesce(TRY_CAST({column.Cell} AS TIMESTAMP) {Years}, false)",
                "is not a point in time of the years 1 to 9999"),
            _ => Text(column, wanted, decision.Format),
        };
    }

    private TypedColumn Number(ParquetColumn column, SnapshotColumn wanted)
    {
        var number = $"CAST({column.Cell} AS DOUBLE)";
        return column.IsFloating
            ? Value(column, wanted, $"CASE WHEN isnan({column.Cell}) THEN NULL ELSE {number} END", $"isinf({column.Cell})", "is not a finite number")
            : Value(column, wanted, number, null, "");
    }

    /// <summary>A cast to BIGINT rounds. Where whole numbers are missing, some write a column of floating point and put no number there.</summary>
    private TypedColumn Whole(ParquetColumn column, SnapshotColumn wanted)
    {
        var whole = $"TRY_CAST({column.Cell} AS BIGINT)";
        var isThere = column.IsFloating ? $"NOT isnan({column.Cell})" : $"{column.Cell} IS NOT NULL";
        return Value(column, wanted, whole, $"{isThere} AND ({whole} IS NULL OR {whole} <> {column.Cell})", "is not a whole number");
    }

    private TypedColumn NormalText(ParquetColumn column, SnapshotColumn wanted)
    {
        var words = ColumnReading.NullWordsOf(source, column.Name).Select(CellText.Normalise).Prepend("").Distinct();
        return new TypedColumn(
            wanted, column.Text, $"CASE WHEN {Sql.IsOneOf(column.Text, Sql.List(words))} THEN NULL ELSE {column.Text} END", Bad: null, Reason: "");
    }

    /// <summary>A text, or what its text can be read from: a whole number where dates are written 20240531.</summary>
    private TypedColumn Text(ParquetColumn column, SnapshotColumn wanted, string? format)
    {
        // A number of the file's own is in no notation of texts; a date may be one of digits alone.
        var isNotation = format is not null && (column.IsText || (wanted.Type == ColumnType.Timestamp && !NumberFormat.IsPattern(format)));
        var reader = new CellReader(new ColumnReading(
            column.Name, wanted.Type, isNotation ? format : null, ColumnReading.NullWordsOf(source, column.Name)));
        var (value, bad) = functions.Read(reader, column.Text);
        return new TypedColumn(
            wanted,
            column.Text,
            wanted.Type == ColumnType.Text ? value : $"CAST({value} AS {SourceColumns.SqlType(wanted.Type)})",
            bad,
            wanted.Type == ColumnType.Text ? "holds a NUL character" : $"is not {reader.Expected}");
    }

    /// <summary>A value of the file's own type; one that is written as a null word is missing too.</summary>
    private TypedColumn Value(ParquetColumn column, SnapshotColumn wanted, string value, string? bad, string reason)
    {
        var missing = Missing(column);
        return new TypedColumn(
            wanted,
            column.Text,
            missing is null ? value : $"CASE WHEN {missing} THEN NULL ELSE {value} END",
            bad is null ? null : missing is null ? $"coalesce({bad}, false)" : $"coalesce({bad}, false) AND NOT coalesce({missing}, false)",
            reason);
    }

    private string? Missing(ParquetColumn column)
    {
        var words = ColumnReading.NullWordsOf(source, column.Name).Select(CellText.Normalise).ToList();
        var values = column.Natural switch
        {
            ColumnType.Integer or ColumnType.Number => words.Select(NumberOf).OfType<string>(),
            ColumnType.Timestamp => words.Select(TimeOf).OfType<string>(),
            _ => [],
        };
        var type = column.Natural == ColumnType.Timestamp ? "TIMESTAMP" : "DOUBLE";
        var list = string.Join(", ", values);
        return list.Length == 0 ? null : Sql.IsOneOf($"TRY_CAST({column.Cell} AS {type})", $"[{list}]::{type}[]");
    }

    private static string? NumberOf(string word) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value.ToString("R", CultureInfo.InvariantCulture)
            : null;

    private static string? TimeOf(string word) =>
        TimeFormat.TryReadIso(word, out var utc) ? Sql.Text(utc.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)) : null;
}
