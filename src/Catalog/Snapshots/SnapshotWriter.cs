using System.Globalization;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Snapshots;

/// <summary>Makes snapshots: writes a query's rows to Parquet, names them by their digest, and keeps them once.</summary>
public sealed class SnapshotWriter(ArtifactStore artifacts, ISnapshotStore snapshots, TimeProvider time)
{
    /// <summary>DuckDB's own: the unit in which Parquet is written and later read in parallel.</summary>
    private const int RowGroupRows = 122_880;

    /// <summary>Runs the query, whose rows must have an order and whose columns must be <paramref name="columns"/> in that order, into a snapshot.</summary>
    /// <param name="source">Where the rows come from; null when from another snapshot.</param>
    /// <param name="expectedRows">Rows that the query must give: fewer or more would be rows lost or made up.</param>
    /// <param name="progress">Gets a line that says what is being done.</param>
    /// <param name="requireSame">Throws when what the query reads is no longer what it was; asked when all is read and nothing is kept yet.</param>
    /// <returns>The snapshot; the one that already stood there when its content is the same.</returns>
    public async Task<SnapshotRef> WriteAsync(
        DuckDbSession session,
        string query,
        IReadOnlyList<SnapshotColumn> columns,
        SourceSpec? source,
        long expectedRows,
        Action<string> progress,
        CancellationToken cancellationToken,
        Action? requireSame = null)
    {
        var file = artifacts.NewScratchFile(".parquet");
        try
        {
            session.MakeRoomFor(columns.Count);
            RowOrder.Require(session, query);
            progress("writing Parquet");
            session.Execute(Copy(query, file), cancellationToken);
            var relation = Relation(file);
            var (digest, rows) = await session.ArrowAsync(
                $"SELECT {string.Join(", ", columns.Select(c => Sql.Name(c.Name)))} FROM {relation}",
                stream => DataDigest.OfAsync(columns, stream, n => progress(Hashed(n)), cancellationToken));
            if (rows != expectedRows)
            {
                throw FaultException.InData(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{source?.Path ?? "The snapshot"}: {rows} rows were read where {expectedRows} are. Nothing was kept. Is the file being written to? Try again when it is whole."));
            }

            requireSame?.Invoke();
            if (await snapshots.FindAsync(digest, cancellationToken) is { } known && await artifacts.HoldsAsync(known.Snapshot.File, cancellationToken))
            {
                return known.Snapshot;
            }

            progress("reading statistics");
            var statistics = StatisticsReader.Read(session, file, rows, columns, cancellationToken);
            var snapshot = new SnapshotRef(digest, await artifacts.MoveInAsync(file, cancellationToken), rows, columns);
            await snapshots.PutAsync(new SnapshotEntry(snapshot, source, statistics, time.GetUtcNow()), cancellationToken);
            return snapshot;
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>What stands behind FROM to read a Parquet file.</summary>
    public static string Relation(string file) => $"read_parquet({Sql.Files([file])})";

    /// <summary>The statement that writes a query's rows to a Parquet file.</summary>
    internal static string Copy(string query, string file) => string.Create(
        CultureInfo.InvariantCulture,
        $"COPY ({query}) TO {Sql.Text(file)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {RowGroupRows})");

    private static string Hashed(long rows) => string.Create(CultureInfo.InvariantCulture, $"hashing values, {rows} rows");
}
