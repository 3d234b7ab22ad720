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

    public Task<ModelPackage> PublishAsync(ModelPackage package, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync(
                    """
                    UPDATE model_version SET package = @package
                    WHERE project = @project AND model = @model AND version = @version AND run = @run AND package IS NULL
                    """,
                    ("package", MdlcJson.Serialize(package)), ("project", package.Project), ("model", package.Model),
                    ("version", package.Version), ("run", package.Run));
                return await FindAsync(session, package.Project, package.Model, package.Version) is { } stored && stored.Run == package.Run
                    ? stored
                    : throw new ArgumentException(
                        $"Version {package.Version} of {package.Project}/{package.Model} was not reserved by run {package.Run}.", nameof(package));
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

    public Task SetAliasAsync(
        string project,
        string model,
        string alias,
        int? version,
        string by,
        string reason,
        DateTimeOffset now,
        CancellationToken cancellationToken = default)
    {
        if (alias is AliasName.Champion or AliasName.Previous)
        {
            throw new ArgumentException($"'{alias}' moves only by a promotion.", nameof(alias));
        }

        return database.WriteAsync(
            async session =>
            {
                await RequirePublishedAsync(session, project, model, version);
                var aliases = await AliasesAsync(session, project, model);
                await MoveAsync(
                    session, new PromotionRequest(project, model, 0, null, by, reason, "", now), aliases, alias, version, key: null);
            },
            cancellationToken);
    }

    public Task<Promotion> PromoteAsync(PromotionRequest request, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                await RequirePublishedAsync(session, request.Project, request.Model, request.Version);
                var aliases = await AliasesAsync(session, request.Project, request.Model);
                var champion = StandsOn(aliases, AliasName.Champion);
                if (await WasDoneAsync(session, request))
                {
                    return new Promotion(true, champion, StandsOn(aliases, AliasName.Previous));
                }

                if (champion != request.Expected)
                {
                    return new Promotion(false, champion, StandsOn(aliases, AliasName.Previous));
                }

                await MoveAsync(session, request, aliases, AliasName.Champion, request.Version, request.Key);
                if (champion is { } old && old != request.Version)
                {
                    await MoveAsync(session, request, aliases, AliasName.Previous, old, key: null);
                }

                if (StandsOn(aliases, AliasName.Challenger) == request.Version)
                {
                    await MoveAsync(session, request, aliases, AliasName.Challenger, null, key: null);
                }

                aliases = await AliasesAsync(session, request.Project, request.Model);
                return new Promotion(true, request.Version, StandsOn(aliases, AliasName.Previous));
            },
            cancellationToken);

    private static async Task<bool> WasDoneAsync(Session session, PromotionRequest request) =>
        await session.NumberAsync(
            """
            SELECT count(*) FROM alias_change
            WHERE project = @project AND model = @model AND request = @request AND to_version = @version
            """,
            ("project", request.Project), ("model", request.Model), ("request", request.Key), ("version", request.Version)) > 0;

    private static async Task MoveAsync(
        Session session, PromotionRequest request, IReadOnlyDictionary<string, int> aliases, string alias, int? version, string? key)
    {
        var from = StandsOn(aliases, alias);
        if (from == version)
        {
            return;
        }

        (string, object?)[] where = [("project", request.Project), ("model", request.Model), ("alias", alias), ("version", version)];
        await session.ExecuteAsync("DELETE FROM alias WHERE project = @project AND model = @model AND alias = @alias", where[..3]);
        if (version is not null)
        {
            await session.ExecuteAsync(
                "INSERT INTO alias (project, model, alias, version) VALUES (@project, @model, @alias, @version)", where);
        }

        await session.ExecuteAsync(
            """
            INSERT INTO alias_change (project, model, alias, from_version, to_version, moved_by, reason, request, at)
            VALUES (@project, @model, @alias, @from, @version, @by, @reason, @request, @at)
            """,
            [.. where, ("from", from), ("by", request.By), ("reason", request.Reason), ("request", key), ("at", request.At.UtcTicks)]);
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
