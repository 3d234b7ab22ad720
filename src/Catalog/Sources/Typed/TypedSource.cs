using System.Text;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Sources.Cells;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;

namespace Mdlc.Catalog.Sources.Typed;

/// <summary>Prepares sources whose format knows types: DuckDB's are folded into a snapshot's, and rows that cannot be taken are rejected.</summary>
internal sealed class TypedSource(DuckDbSession session, Quarantine quarantine, CancellationToken cancellationToken)
{
    /// <param name="files">The source's files, for messages, in order.</param>
    /// <param name="relations">What stands behind FROM to read each file.</param>
    /// <param name="all">What stands behind FROM to read all of them, in order.</param>
    /// <param name="records">Records in the files, counted otherwise than by reading <paramref name="all"/>; null: there is no other way.</param>
    public PreparedSource Prepare(SourceRequest request, IReadOnlyList<string> files, IReadOnlyList<string> relations, string all, long? records)
    {
        var found = session.Rows($"DESCRIBE SELECT * FROM {all}", r => (Name: r.GetString(0), Type: r.GetString(1)), cancellationToken);
        var names = SourceColumns.Named(found.Select(c => c.Name).ToList(), files[0]);
        SourceColumns.Check(request, names, files[0]);
        var columns = found.Select((c, i) => Column(c.Name, c.Type, names[i], all, request)).ToList();
        var rejection = new TypedRejection(session, quarantine, columns.Where(c => c.Bad is not null).ToList());
        for (var i = 0; i < files.Count; i++)
        {
            rejection.Reject(files[i], relations[i], label: null, cancellationToken);
        }

        var wanted = request.Columns?.Select(w => columns.Find(c => c.Column.Name == w.Name)!).ToList() ?? columns;
        return new PreparedSource
        {
            Query = $"SELECT {string.Join(", ", wanted.Select(c => $"{c.Value} AS {Sql.Name(c.Column.Name)}"))} FROM {all}{rejection.Kept}",
            Columns = wanted.Select(c => c.Column).ToList(),
            Source = request.Source with { Types = columns.ToDictionary(c => c.Column.Name, c => c.Column.Type) },
            Records = records ?? session.Scalar<long>($"SELECT count(*) FROM {all}", cancellationToken),
        };
    }

    private TypedColumn Column(string sqlName, string sqlType, string name, string all, SourceRequest request)
    {
        var cell = Cell(sqlName, sqlType, request.Source.NullValues);
        var given = request.Columns?.FirstOrDefault(c => c.Name == name)?.Type
            ?? (request.Source.Types.TryGetValue(name, out var type) ? type : (ColumnType?)null);
        var natural = sqlType == "JSON" ? Mixed(name, cell, all, request) : Natural(sqlType);
        var column = Convert(new SnapshotColumn(name, given ?? natural), cell, sqlType);
        return name == request.Label
            ? column with
            {
                Bad = column.Bad is null ? $"({column.Value}) IS NULL" : $"({column.Bad}) OR ({column.Value}) IS NULL",
                Reason = column.Bad is null ? "the label is missing" : $"is missing or {column.Reason}",
            }
            : column;
    }

    /// <summary>Lists and structures are kept as text; a declared null value is none.</summary>
    private static string Cell(string name, string type, IReadOnlyList<string> nullValues)
    {
        var column = Sql.Name(name);
        var value = type == "JSON" ? $"({column} ->> '$')" : Natural(type) == ColumnType.Text ? $"CAST({column} AS VARCHAR)" : column;
        return nullValues.Count == 0 || Natural(type) != ColumnType.Text
            ? value
            : $"CASE WHEN {Sql.IsOneOf($"trim({value})", Sql.List(nullValues))} THEN NULL ELSE {value} END";
    }

    private static ColumnType Natural(string sqlType) => sqlType switch
    {
        "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" => ColumnType.Integer,
        "UBIGINT" or "HUGEINT" or "UHUGEINT" or "FLOAT" or "DOUBLE" => ColumnType.Number,
        "BOOLEAN" => ColumnType.Boolean,
        "DATE" => ColumnType.Timestamp,
        _ when sqlType.StartsWith("TIMESTAMP", StringComparison.Ordinal) && !sqlType.EndsWith(']') => ColumnType.Timestamp,
        _ when sqlType.StartsWith("DECIMAL", StringComparison.Ordinal) && !sqlType.EndsWith(']') => ColumnType.Number,
        _ => ColumnType.Text,
    };

    /// <summary>A JSON column of several types: the rule is that of text, see <see cref="ColumnTyping"/>.</summary>
    private ColumnType Mixed(string name, string cell, string all, SourceRequest request)
    {
        var profile = new ColumnProfile();
        var classifier = new CellClassifier([]);
        foreach (var (text, count) in session.Rows(
            $"SELECT {cell}, count(*) FROM {all} WHERE {cell} IS NOT NULL GROUP BY 1",
            r => (Encoding.UTF8.GetBytes(r.GetString(0)), r.GetInt64(1)),
            cancellationToken))
        {
            profile.Add(classifier.Classify(text), text, request.Source.Path, 0, count);
        }

        return ColumnTyping.Decide(name, profile);
    }

    private static TypedColumn Convert(SnapshotColumn column, string cell, string sqlType)
    {
        var isNatural = sqlType != "JSON" && Natural(sqlType) == column.Type;
        var unfit = $"{cell} IS NOT NULL AND TRY_CAST({cell} AS {SourceColumns.SqlType(column.Type)}) IS NULL";
        return column.Type switch
        {
            ColumnType.Number => new TypedColumn(
                column,
                cell,
                $"CASE WHEN isnan(TRY_CAST({cell} AS DOUBLE)) THEN NULL ELSE TRY_CAST({cell} AS DOUBLE) END",
                isNatural ? $"coalesce(isinf(TRY_CAST({cell} AS DOUBLE)), false)" : $"({unfit}) OR coalesce(isinf(TRY_CAST({cell} AS DOUBLE)), false)",
                "is not a finite number"),
            ColumnType.Integer when !isNatural => new TypedColumn(
                column,
                cell,
                $"TRY_CAST({cell} AS BIGINT)",
                // A cast to BIGINT rounds.
                $"({unfit}) OR coalesce(TRY_CAST({cell} AS DOUBLE) <> floor(TRY_CAST({cell} AS DOUBLE)), false)",
                "is not a whole number"),
            ColumnType.Boolean when !isNatural => new TypedColumn(column, cell, $"TRY_CAST({cell} AS BOOLEAN)", unfit, "is not a boolean"),
            ColumnType.Timestamp when !isNatural => new TypedColumn(
                column,
                cell,
                $"CAST(TRY_CAST({cell} AS TIMESTAMPTZ) AS TIMESTAMP)",
                $"{cell} IS NOT NULL AND TRY_CAST({cell} AS TIMESTAMPTZ) IS NULL",
                "is not a timestamp"),
            ColumnType.Text => new TypedColumn(column, cell, $"CAST({cell} AS VARCHAR)", null, ""),
            _ => new TypedColumn(column, cell, $"CAST({cell} AS {SourceColumns.SqlType(column.Type)})", null, ""),
        };
    }
}
