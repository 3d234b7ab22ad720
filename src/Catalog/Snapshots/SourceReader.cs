using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Snapshots;

/// <summary>Reads a source into a snapshot.</summary>
public sealed class SourceReader(Home home, SnapshotWriter writer)
{
    private const double NumericShare = 0.95;

    public async Task<SourceReading> ReadAsync(SourceRequest request, Action<string> progress, CancellationToken cancellationToken)
    {
        var source = request.Source with { Delimiter = request.Source.Delimiter ?? ",", Header = request.Source.Header ?? true };
        using var session = DuckDbSession.Open(home);
        var names = session.Rows($"DESCRIBE SELECT * FROM {Relation(source)}", r => r.GetString(0), cancellationToken);
        var cells = $"SELECT {string.Join(", ", names.Select(n => $"{Cell(n, source)} AS {Sql.Name(n.Trim())}"))} FROM {Relation(source)}";
        var columns = names.Select(n => n.Trim()).Select(n => new SnapshotColumn(n, Infer(session, cells, n, cancellationToken))).ToList();
        if (request.Label is { } label && columns.TrueForAll(c => c.Name != label))
        {
            throw FaultException.InData($"{source.Path} has no column '{label}'; it has {string.Join(", ", columns.Select(c => c.Name))}.");
        }

        var query = $"SELECT {string.Join(", ", columns.Select(c => $"CAST({Sql.Name(c.Name)} AS {TypeName(c.Type)}) AS {Sql.Name(c.Name)}"))} FROM ({cells})";
        var snapshot = await writer.WriteAsync(session, query, columns, source, progress, cancellationToken);
        return new SourceReading(snapshot, source, snapshot.Rows, 0, null, []);
    }

    private static string Relation(SourceSpec source) =>
        $"read_csv({Sql.Text(source.Path)}, all_varchar = true, delim = {Sql.Text(source.Delimiter!)}, header = {source.Header!.Value}, "
        + $"quote = {Sql.Text(source.Quote)}, escape = {Sql.Text(source.Escape)}, skip = 0)";

    private static string Cell(string name, SourceSpec source) =>
        $"CASE WHEN trim({Sql.Name(name)}) IN ({string.Join(", ", source.NullValues.Append("").Select(Sql.Text))}) THEN NULL ELSE trim({Sql.Name(name)}) END";

    private static ColumnType Infer(DuckDbSession session, string cells, string name, CancellationToken cancellationToken)
    {
        var column = Sql.Name(name);
        var counts = session.Rows(
            $"SELECT count({column}), count(TRY_CAST({column} AS BIGINT)) FILTER (NOT contains({column}, '.')), count(TRY_CAST({column} AS DOUBLE)) FROM ({cells})",
            r => (Values: r.GetInt64(0), Integers: r.GetInt64(1), Numbers: r.GetInt64(2)),
            cancellationToken)[0];
        return counts.Integers == counts.Values ? ColumnType.Integer
            : counts.Numbers >= NumericShare * counts.Values ? ColumnType.Number
            : ColumnType.Text;
    }

    private static string TypeName(ColumnType type) => type switch
    {
        ColumnType.Integer => "BIGINT",
        ColumnType.Number => "DOUBLE",
        ColumnType.Boolean => "BOOLEAN",
        ColumnType.Timestamp => "TIMESTAMP",
        _ => "VARCHAR",
    };
}
