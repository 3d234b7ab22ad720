using System.Data.Common;
using Mdlc.Contracts.Json;

namespace Mdlc.Catalog.Metadata.Sql;

internal sealed class SqlServerStore(Database database) : IServerStore
{
    private const string DesiredColumns = "SELECT project, model, version, sequence, wanted_by, at FROM desired";

    public Task<DesiredVersion> SetDesiredAsync(
        string project, string model, int? version, string by, DateTimeOffset now, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                if (await FindDesiredAsync(session, project, model) is { } current && current.Version == version && current.By == by)
                {
                    return current;
                }

                var highest = await session.NumberAsync("SELECT max(sequence) FROM desired");
                var desired = new DesiredVersion(project, model, version, (highest ?? 0) + 1, by, now);
                await session.ExecuteAsync(
                    """
                    INSERT INTO desired (project, model, version, sequence, wanted_by, at)
                    VALUES (@project, @model, @version, @sequence, @by, @at)
                    ON CONFLICT (project, model) DO UPDATE SET
                        version = excluded.version, sequence = excluded.sequence, wanted_by = excluded.wanted_by, at = excluded.at
                    """,
                    ("project", project), ("model", model), ("version", version), ("sequence", desired.Sequence),
                    ("by", by), ("at", now.UtcTicks));
                return desired;
            },
            cancellationToken);

    public Task<DesiredVersion?> GetDesiredAsync(string project, string model, CancellationToken cancellationToken = default) =>
        database.ReadAsync(session => FindDesiredAsync(session, project, model), cancellationToken);

    public Task<IReadOnlyList<DesiredVersion>> ListDesiredAsync(CancellationToken cancellationToken = default) =>
        database.ReadAsync(session => session.QueryAsync($"{DesiredColumns} ORDER BY project, model", ReadDesired), cancellationToken);

    public Task HeartbeatAsync(ServerLease lease, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session => await session.ExecuteAsync(
                """
                INSERT INTO server (server, lease) VALUES (@server, @lease)
                ON CONFLICT (server) DO UPDATE SET lease = excluded.lease
                """,
                ("server", lease.Server), ("lease", MdlcJson.Serialize(lease))),
            cancellationToken);

    public Task LeaveAsync(string server, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync("DELETE FROM served WHERE server = @server", ("server", server));
                await session.ExecuteAsync("DELETE FROM server WHERE server = @server", ("server", server));
            },
            cancellationToken);

    public Task<IReadOnlyList<ServerLease>> LiveAsync(DateTimeOffset now, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<ServerLease>>(
            async session =>
            {
                var leases = await session.QueryAsync(
                    "SELECT lease FROM server ORDER BY server", row => MdlcJson.Deserialize<ServerLease>(row.GetString(0)));
                return [.. leases.Where(lease => lease.IsLive(now))];
            },
            cancellationToken);

    public Task ReportAsync(ServedModel served, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session => await session.ExecuteAsync(
                """
                INSERT INTO served (server, project, model, served) VALUES (@server, @project, @model, @served)
                ON CONFLICT (server, project, model) DO UPDATE SET served = excluded.served
                """,
                ("server", served.Server), ("project", served.Project), ("model", served.Model), ("served", MdlcJson.Serialize(served))),
            cancellationToken);

    public Task<IReadOnlyList<ServedModel>> ServedAsync(string project, string model, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            session => session.QueryAsync(
                "SELECT served FROM served WHERE project = @project AND model = @model ORDER BY server",
                row => MdlcJson.Deserialize<ServedModel>(row.GetString(0)),
                ("project", project), ("model", model)),
            cancellationToken);

    private static async Task<DesiredVersion?> FindDesiredAsync(Session session, string project, string model) =>
        (await session.QueryAsync(
            $"{DesiredColumns} WHERE project = @project AND model = @model", ReadDesired, ("project", project), ("model", model)))
        .SingleOrDefault();

    private static DesiredVersion ReadDesired(DbDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.IsDBNull(2) ? null : row.GetInt32(2),
            row.GetInt64(3),
            row.GetString(4),
            new DateTimeOffset(row.GetInt64(5), TimeSpan.Zero));
}
