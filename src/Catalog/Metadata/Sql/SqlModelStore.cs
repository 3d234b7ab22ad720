using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;

namespace Mdlc.Catalog.Metadata.Sql;

internal sealed class SqlModelStore(Database database) : IModelStore
{
    private const string Package = "package";
    private const string OfRun = "WHERE run = @run";

    public Task<int> ReserveAsync(string project, string model, string run, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                if (await Tables.Versions.FindAsync(session, OfRun, ("run", run)) is { } known)
                {
                    return known.Small("version");
                }

                var version = (int)await Tables.Versions.NextAsync(
                    session, "version", "WHERE project = @project AND model = @model", ("project", project), ("model", model));
                await Tables.Versions.InsertAsync(session, project, model, version, run, null);
                return version;
            },
            cancellationToken);

    public Task<ModelPackage> PublishAsync(ModelPackage package, Action place, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                var reserved = await RequireReservedAsync(session, package);
                if (await FindAsync(session, package.Project, package.Model, package.Version) is { } stored)
                {
                    return stored;
                }

                place();
                await Tables.Versions.UpdateAsync(session, reserved.With(Package, MdlcJson.Serialize(package)));
                return package;
            },
            cancellationToken);

    public Task<ModelPackage?> GetAsync(string project, string model, int version, CancellationToken cancellationToken = default) =>
        database.ReadAsync(session => FindAsync(session, project, model, version), cancellationToken);

    public Task<ModelPackage?> FindByRunAsync(string run, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async session => PackageOf(await Tables.Versions.FindAsync(session, $"{OfRun} AND package IS NOT NULL", ("run", run))),
            cancellationToken);

    public Task<IReadOnlyList<ModelPackage>> ListAsync(
        string? project = null, string? model = null, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<ModelPackage>>(
            async session =>
            {
                var rows = await Tables.Versions.SelectAsync(
                    session,
                    """
                    WHERE package IS NOT NULL AND (@project IS NULL OR project = @project) AND (@model IS NULL OR model = @model)
                    ORDER BY project, model, version DESC
                    """,
                    ("project", project), ("model", model));
                return [.. rows.Select(row => row.Json<ModelPackage>(Package))];
            },
            cancellationToken);

    public Task<IReadOnlyDictionary<string, int>> AliasesAsync(
        string project, string model, CancellationToken cancellationToken = default) =>
        database.ReadAsync(session => AliasesAsync(session, project, model), cancellationToken);

    public Task<IReadOnlyList<AliasedVersion>> ListAliasedAsync(string alias, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<AliasedVersion>>(
            async session =>
            {
                var rows = await Tables.Aliases.SelectAsync(session, "WHERE alias = @alias ORDER BY project, model", ("alias", alias));
                return [.. rows.Select(row => new AliasedVersion(row.Text("project"), row.Text("model"), row.Small("version")))];
            },
            cancellationToken);

    public Task<IReadOnlyList<AliasChange>> HistoryAsync(string project, string model, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<AliasChange>>(
            async session =>
            {
                var rows = await Tables.AliasChanges.SelectAsync(
                    session, "WHERE project = @project AND model = @model ORDER BY sequence", ("project", project), ("model", model));
                return [.. rows.Select(ChangeOf)];
            },
            cancellationToken);

    public Task<IReadOnlyList<ModelAliasChange>> ChangesAsync(long? after, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<ModelAliasChange>>(
            async session =>
            {
                var rows = await Tables.AliasChanges.SelectAsync(
                    session,
                    after is null ? "WHERE sequence = (SELECT max(sequence) FROM alias_change)" : "WHERE sequence > @after ORDER BY sequence",
                    after is null ? [] : [("after", after)]);
                return [.. rows.Select(row => new ModelAliasChange(row.Number("sequence"), row.Text("project"), row.Text("model"), ChangeOf(row)))];
            },
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

    private static async Task<bool> WasDoneAsync(Session session, AliasMove move)
    {
        var same = await Tables.AliasChanges.SelectAsync(
            session,
            "WHERE project = @project AND model = @model AND alias = @alias AND to_version = @version AND request = @request",
            ("project", move.Project), ("model", move.Model), ("alias", move.Alias), ("version", move.Version), ("request", move.Key));
        return same.Count > 0;
    }

    private static async Task MoveAsync(Session session, AliasMove move, IReadOnlyDictionary<string, int> aliases)
    {
        var from = StandsOn(aliases, move.Alias);
        if (from == move.Version)
        {
            return;
        }

        await session.ExecuteAsync(
            "DELETE FROM alias WHERE project = @project AND model = @model AND alias = @alias",
            ("project", move.Project), ("model", move.Model), ("alias", move.Alias));
        if (move.Version is { } version)
        {
            await Tables.Aliases.InsertAsync(session, move.Project, move.Model, move.Alias, version);
        }

        await Tables.AliasChanges.InsertAsync(
            session,
            await Tables.AliasChanges.NextAsync(session, "sequence", ""),
            move.Project,
            move.Model,
            move.Alias,
            from,
            move.Version,
            move.By,
            move.Reason,
            move.Key,
            move.At.UtcTicks);
    }

    private static async Task<Row> RequireReservedAsync(Session session, ModelPackage package)
    {
        var row = await Tables.Versions.FindAsync(
            session,
            $"{OfRun} AND project = @project AND model = @model",
            ("project", package.Project), ("model", package.Model), ("run", package.Run));
        return row?.Small("version") == package.Version
            ? row
            : throw new ArgumentException(
                $"Version {package.Version} of {package.Project}/{package.Model} was not reserved by run {package.Run}.", nameof(package));
    }

    private static async Task RequirePublishedAsync(Session session, string project, string model, int? version)
    {
        if (version is { } number && await FindAsync(session, project, model, number) is null)
        {
            throw new ArgumentException($"Model {project}/{model} has no version {number}.", nameof(version));
        }
    }

    private static async Task<ModelPackage?> FindAsync(Session session, string project, string model, int version) =>
        PackageOf(await Tables.Versions.FindAsync(
            session,
            "WHERE project = @project AND model = @model AND version = @version AND package IS NOT NULL",
            ("project", project), ("model", model), ("version", version)));

    private static ModelPackage? PackageOf(Row? row) => row?.Json<ModelPackage>(Package);

    private static async Task<IReadOnlyDictionary<string, int>> AliasesAsync(Session session, string project, string model)
    {
        var rows = await Tables.Aliases.SelectAsync(
            session, "WHERE project = @project AND model = @model ORDER BY alias", ("project", project), ("model", model));
        return rows.ToDictionary(row => row.Text("alias"), row => row.Small("version"));
    }

    private static int? StandsOn(IReadOnlyDictionary<string, int> aliases, string alias) =>
        aliases.TryGetValue(alias, out var version) ? version : null;

    private static AliasChange ChangeOf(Row row) =>
        new(row.Text("alias"), row.NumberOrNull("from_version"), row.NumberOrNull("to_version"), row.Text("moved_by"), row.Text("reason"), row.Moment("at")) { Key = row.TextOrNull("request") };
}
