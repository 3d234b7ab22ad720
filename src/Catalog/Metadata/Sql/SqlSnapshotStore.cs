using System.Globalization;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Metadata.Sql;

internal sealed class SqlSnapshotStore(Database database) : ISnapshotStore
{
    public Task<SnapshotEntry?> FindAsync(string dataDigest, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async session => await Tables.Snapshots.FindAsync(session, "WHERE data_digest = @digest", ("digest", dataDigest)) is { } row
                ? Read(row)
                : null,
            cancellationToken);

    public Task PutAsync(SnapshotEntry entry, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session => await Tables.Snapshots.PutAsync(
                session,
                entry.Snapshot.DataDigest,
                MdlcJson.Serialize(entry.Snapshot),
                entry.Source is null ? null : MdlcJson.Serialize(entry.Source),
                MdlcJson.Serialize(entry.Statistics),
                entry.Created.ToString("O", CultureInfo.InvariantCulture)),
            cancellationToken);

    private static SnapshotEntry Read(Row row) =>
        new(
            row.Json<SnapshotRef>("snapshot"),
            row.TextOrNull("source") is null ? null : row.Json<SourceSpec>("source"),
            row.Json<List<ColumnStatistics>>("statistics"),
            DateTimeOffset.TryParse(row.Text("created"), CultureInfo.InvariantCulture, out var created) ? created : throw row.Damaged("created is no moment"));
}
