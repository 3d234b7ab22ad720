using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;

namespace Mdlc.Catalog.Metadata.Sql;

internal sealed class SqlModelStore(Database database) : IModelStore
{
    public Task<int> ReserveAsync(string project, string model, string run, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                if (await session.NumberAsync("SELECT version FROM model_version WHERE run = @run", ("run", run)) is { } known)
                {
                    return (int)known;
                }

                var highest = await session.NumberAsync(
                    "SELECT max(version) FROM model_version WHERE project = @project AND model = @model",
                    ("project", project), ("model", model));
                var version = (int)(highest ?? 0) + 1;
                await session.ExecuteAsync(
                    "INSERT INTO model_version (project, model, version, run) VALUES (@project, @model, @version, @run)",
                    ("project", project), ("model", model), ("version", version), ("run", run));
                return version;
            },
            cancellationToken);

    public Task<ModelPackage> PublishAsync(ModelPackage package, Action place, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                await RequireReservedAsync(session, package);
                if (await FindAsync(session, package.Project, package.Model, package.Version) is { } stored)
                {
                    return stored;
                }

                place();
                await session.ExecuteAsync(
                    "UPDATE model_version SET package = @package WHERE run = @run",
                    ("package", MdlcJson.Serialize(package)), ("run", package.Run));
                return package;
            },
            cancellationToken);

    public Task<ModelPackage?> GetAsync(string project, string model, int version, CancellationToken cancellationToken = default) =>
        database.ReadAsync(session => FindAsync(session, project, model, version), cancellationToken);

    public Task<ModelPackage?> FindByRunAsync(string run, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async session => (await session.QueryAsync(
                "SELECT package FROM model_version WHERE run = @run AND package IS NOT NULL",
                row => MdlcJson.Deserialize<ModelPackage>(row.GetString(0)),
                ("run", run))).SingleOrDefault(),
            cancellationToken);

    public Task<IReadOnlyList<ModelPackage>> ListAsync(
        string? project = null, string? model = null, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            session => session.QueryAsync(
                """
                SELECT package FROM model_version
                WHERE package IS NOT NULL AND (@project IS NULL OR project = @project) AND (@model IS NULL OR model = @model)
                ORDER BY project, model, version DESC
                """,
                row => MdlcJson.Deserialize<ModelPackage>(row.GetString(0)),
                ("project", project), ("model", model)),
            cancellationToken);

    public Task<IReadOnlyDictionary<string, int>> AliasesAsync(
        string project, string model, CancellationToken cancellationToken = default) =>
        database.ReadAsync(session => AliasesAsync(session, project, model), cancellationToken);

    public Task<IReadOnlyList<AliasedVersion>> ListAliasedAsync(string alias, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            session => session.QueryAsync(
                "SELECT project, model, version FROM alias WHERE alias = @alias ORDER BY project, model",
                row => new AliasedVersion(row.GetString(0), row.GetString(1), row.GetInt32(2)),
                ("alias", alias)),
            cancellationToken);

    public Task<IReadOnlyList<AliasChange>> HistoryAsync(string project, string model, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            session => session.QueryAsync(
                """
                SELECT alias, from_version, to_version, moved_by, reason, at FROM alias_change
                WHERE project = @project AND model = @model ORDER BY sequence
                """,
                row => new AliasChange(
                    row.GetString(0),
                    row.IsDBNull(1) ? null : row.GetInt32(1),
                    row.IsDBNull(2) ? null : row.GetInt32(2),
                    row.GetString(3),
                    row.GetString(4),
                    new DateTimeOffset(row.GetInt64(5), TimeSpan.Zero)),
                ("project", project), ("model", model)),
            cancellationToken);

    public Task MoveAliasAsync(AliasMove move, CancellationToken cancellationToken = default)
    {
        if (move.Alias is AliasName.Champion or AliasName.Previous)
        {
            throw new ArgumentException($"'{move.Alias}' moves only by a promotion.", nameof(move));
        }

        return database.WriteAsync(
            async session =>
            {
                await RequirePublishedAsync(session, move.Project, move.Model, move.Version);
                if (!await WasDoneAsync(session, move))
                {
                    await MoveAsync(session, move, await AliasesAsync(session, move.Project, move.Model));
                }
            },
            cancellationToken);
    }

    public Task<Promotion> PromoteAsync(PromotionRequest request, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                await RequirePublishedAsync(session, request.Project, request.Model, request.Version);
                var aliases = await AliasesAsync(session, request.Project, request.Model);
                var old = StandsOn(aliases, AliasName.Champion);
                var move = new AliasMove(
                    request.Project, request.Model, AliasName.Champion, request.Version, request.By, request.Reason, request.Key, request.At);
                var done = await WasDoneAsync(session, move);
                if (done || old != request.Expected)
                {
                    return new Promotion(done, old, StandsOn(aliases, AliasName.Previous));
                }

                await MoveAsync(session, move, aliases);
                if (old is not null && old != request.Version)
                {
                    await MoveAsync(session, move with { Alias = AliasName.Previous, Version = old, Key = null }, aliases);
                }

                if (StandsOn(aliases, AliasName.Challenger) == request.Version)
                {
                    await MoveAsync(session, move with { Alias = AliasName.Challenger, Version = null, Key = null }, aliases);
                }

                aliases = await AliasesAsync(session, request.Project, request.Model);
                return new Promotion(true, request.Version, StandsOn(aliases, AliasName.Previous));
            },
            cancellationToken);

    private static async Task<bool> WasDoneAsync(Session session, AliasMove move) =>
        await session.NumberAsync(
            """
            SELECT count(*) FROM alias_change
            WHERE project = @project AND model = @model AND alias = @alias AND to_version = @version AND request = @request
            """,
            ("project", move.Project), ("model", move.Model), ("alias", move.Alias), ("version", move.Version),
            ("request", move.Key)) > 0;

    private static async Task MoveAsync(Session session, AliasMove move, IReadOnlyDictionary<string, int> aliases)
    {
        var from = StandsOn(aliases, move.Alias);
        if (from == move.Version)
        {
            return;
        }

        (string, object?)[] where = [("project", move.Project), ("model", move.Model), ("alias", move.Alias), ("version", move.Version)];
        await session.ExecuteAsync("DELETE FROM alias WHERE project = @project AND model = @model AND alias = @alias", where[..3]);
        if (move.Version is not null)
        {
            await session.ExecuteAsync(
                "INSERT INTO alias (project, model, alias, version) VALUES (@project, @model, @alias, @version)", where);
        }

        await session.ExecuteAsync(
            """
            INSERT INTO alias_change (project, model, alias, from_version, to_version, moved_by, reason, request, at)
            VALUES (@project, @model, @alias, @from, @version, @by, @reason, @request, @at)
            """,
            [.. where, ("from", from), ("by", move.By), ("reason", move.Reason), ("request", move.Key), ("at", move.At.UtcTicks)]);
    }

    private static async Task RequireReservedAsync(Session session, ModelPackage package)
    {
        var reserved = await session.NumberAsync(
            "SELECT version FROM model_version WHERE project = @project AND model = @model AND run = @run",
            ("project", package.Project), ("model", package.Model), ("run", package.Run));
        if (reserved != package.Version)
        {
            throw new ArgumentException(
                $"Version {package.Version} of {package.Project}/{package.Model} was not reserved by run {package.Run}.", nameof(package));
        }
    }

    private static async Task RequirePublishedAsync(Session session, string project, string model, int? version)
    {
        if (version is { } number && await FindAsync(session, project, model, number) is null)
        {
            throw new ArgumentException($"Model {project}/{model} has no version {number}.", nameof(version));
        }
    }

    private static async Task<ModelPackage?> FindAsync(Session session, string project, string model, int version) =>
        (await session.QueryAsync(
            """
            SELECT package FROM model_version
            WHERE project = @project AND model = @model AND version = @version AND package IS NOT NULL
            """,
            row => MdlcJson.Deserialize<ModelPackage>(row.GetString(0)),
            ("project", project), ("model", model), ("version", version))).SingleOrDefault();

    private static async Task<IReadOnlyDictionary<string, int>> AliasesAsync(Session session, string project, string model) =>
        (await session.QueryAsync(
            "SELECT alias, version FROM alias WHERE project = @project AND model = @model ORDER BY alias",
            row => (Alias: row.GetString(0), Version: row.GetInt32(1)),
            ("project", project), ("model", model))).ToDictionary(row => row.Alias, row => row.Version);

    private static int? StandsOn(IReadOnlyDictionary<string, int> aliases, string alias) =>
        aliases.TryGetValue(alias, out var version) ? version : null;
}
