using Mdlc.Contracts.Runs;

namespace Mdlc.Catalog.Metadata.Sql;

internal sealed class SqlStageStore(Database database) : IStageStore
{
    public Task PutAsync(StageResult result, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            session => Tables.StageResults.PutAsync(
                session, result.Run.Project, result.Run.Model, result.Run.Number, result.Stage, result.Key, result.Result, result.Made.UtcTicks),
            cancellationToken);

    public async Task<StageResult?> FindAsync(RunKey run, string stage, CancellationToken cancellationToken = default) =>
        (await SelectAsync(
            "WHERE project = @project AND model = @model AND number = @number AND stage = @stage",
            cancellationToken,
            ("project", run.Project), ("model", run.Model), ("number", run.Number), ("stage", stage))).SingleOrDefault();

    public async Task<StageResult?> FindByKeyAsync(string project, string stage, string key, CancellationToken cancellationToken = default) =>
        (await SelectAsync(
            "WHERE cache_key = @key AND project = @project AND stage = @stage ORDER BY made DESC LIMIT 1",
            cancellationToken,
            ("key", key), ("project", project), ("stage", stage))).SingleOrDefault();

    public Task<IReadOnlyList<StageResult>> OfAsync(RunKey run, CancellationToken cancellationToken = default) =>
        SelectAsync(
            "WHERE project = @project AND model = @model AND number = @number ORDER BY made",
            cancellationToken,
            ("project", run.Project), ("model", run.Model), ("number", run.Number));

    private Task<IReadOnlyList<StageResult>> SelectAsync(string rest, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters) =>
        database.ReadAsync<IReadOnlyList<StageResult>>(
            async session => [.. (await Tables.StageResults.SelectAsync(session, rest, parameters)).Select(Read)], cancellationToken);

    private static StageResult Read(Row row) =>
        new(
            new RunKey(row.Text("project"), row.Text("model"), row.Small("number")),
            row.Text("stage"),
            row.Text("result"),
            row.Moment("made"))
        {
            Key = row.TextOrNull("cache_key"),
        };
}
