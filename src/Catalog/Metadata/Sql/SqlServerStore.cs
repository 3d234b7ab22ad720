using Mdlc.Contracts.Json;

namespace Mdlc.Catalog.Metadata.Sql;

internal sealed class SqlServerStore(Database database) : IServerStore
{
    public Task<DesiredVersion> SetDesiredAsync(
        string project, string model, int? version, string by, DateTimeOffset now, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                if (await FindDesiredAsync(session, project, model) is { } current && current.Version == version && current.By == by)
                {
                    return current;
                }

                var desired = new DesiredVersion(project, model, version, await Tables.Desired.NextAsync(session, "sequence", ""), by, now);
                await Tables.Desired.PutAsync(session, project, model, version, desired.Sequence, by, now.UtcTicks);
                return desired;
            },
            cancellationToken);

    public Task<DesiredVersion?> GetDesiredAsync(string project, string model, CancellationToken cancellationToken = default) =>
        database.ReadAsync(session => FindDesiredAsync(session, project, model), cancellationToken);

    public Task<IReadOnlyList<DesiredVersion>> ListDesiredAsync(CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<DesiredVersion>>(
            async session => [.. (await Tables.Desired.SelectAsync(session, "ORDER BY project, model")).Select(ReadDesired)], cancellationToken);

    public Task HeartbeatAsync(ServerLease lease, CancellationToken cancellationToken = default) =>
        database.WriteAsync(async session => await Tables.Servers.PutAsync(session, lease.Server, MdlcJson.Serialize(lease)), cancellationToken);

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
                var rows = await Tables.Servers.SelectAsync(session, "ORDER BY server");
                return [.. rows.Select(row => row.Json<ServerLease>("lease")).Where(lease => lease.IsLive(now))];
            },
            cancellationToken);

    public Task ReportAsync(ServedModel served, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session => await Tables.Served.PutAsync(session, served.Server, served.Project, served.Model, MdlcJson.Serialize(served)),
            cancellationToken);

    public Task<IReadOnlyList<ServedModel>> ServedAsync(string project, string model, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<ServedModel>>(
            async session =>
            {
                var rows = await Tables.Served.SelectAsync(
                    session, "WHERE project = @project AND model = @model ORDER BY server", ("project", project), ("model", model));
                return [.. rows.Select(row => row.Json<ServedModel>("served"))];
            },
            cancellationToken);

    public Task<IReadOnlyList<ServedModel>> ListServedAsync(CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<ServedModel>>(
            async session => [.. (await Tables.Served.SelectAsync(session, "ORDER BY server, project, model")).Select(row => row.Json<ServedModel>("served"))],
            cancellationToken);

    private static async Task<DesiredVersion?> FindDesiredAsync(Session session, string project, string model) =>
        await Tables.Desired.FindAsync(session, "WHERE project = @project AND model = @model", ("project", project), ("model", model)) is { } row
            ? ReadDesired(row)
            : null;

    private static DesiredVersion ReadDesired(Row row) =>
        new(
            row.Text("project"),
            row.Text("model"),
            row.NumberOrNull("version"),
            row.Number("sequence"),
            row.Text("wanted_by"),
            row.Moment("at"));
}
