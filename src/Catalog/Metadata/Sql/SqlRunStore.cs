using Mdlc.Contracts.Json;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Metadata.Sql;

internal sealed class SqlRunStore(Database database) : IRunStore
{
    private const string Report = "report";

    public Task<RunKey> AllocateAsync(NewRun run, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                (string, object?)[] ofModel = [("project", run.Project), ("model", run.Model)];
                if (await Tables.Runs.FindAsync(session, "WHERE project = @project AND model = @model AND request = @request", [.. ofModel, ("request", run.RequestId)])
                    is { } known)
                {
                    return new RunKey(run.Project, run.Model, known.Small("number"));
                }

                var number = (int)await Tables.Runs.NextAsync(session, "number", "WHERE project = @project AND model = @model", ofModel);
                var key = new RunKey(run.Project, run.Model, number);
                var report = new RunReport { Run = key.ToString(), Model = run.Model, State = RunState.Queued, Trigger = run.Trigger, TakenOver = run.TakeOver };
                await Tables.Runs.InsertAsync(
                    session,
                    await Tables.Runs.NextAsync(session, "sequence", ""),
                    run.Project,
                    run.Model,
                    number,
                    run.RequestId,
                    nameof(RunState.Queued),
                    run.Asked.UtcTicks,
                    MdlcJson.Serialize(run.Spec),
                    MdlcJson.Serialize(report));
                return key;
            },
            cancellationToken);

    public Task SaveAsync(RunReport report, CancellationToken cancellationToken = default)
    {
        if (report.State == RunState.Interrupted)
        {
            throw new ArgumentException("Interrupted is what a reader derives from running; it is not stored.", nameof(report));
        }

        if (!RunKey.TryParse(report.Run, out var key))
        {
            throw new ArgumentException($"Run '{report.Run}' is not of the form project/model/number.", nameof(report));
        }

        return database.WriteAsync(
            async session =>
            {
                var row = await FindAsync(session, key)
                    ?? throw new ArgumentException($"Run {key} is not in the catalog; it must be allocated first.", nameof(report));
                var stored = row.Json<RunReport>(Report);
                if (HasEnded(stored.State) && !HasEnded(report.State))
                {
                    return;
                }

                await UpdateAsync(session, row, report with { Stages = Merge(stored.Stages, report.Stages) });
            },
            cancellationToken);
    }

    public Task SaveStageAsync(RunKey run, StageReport stage, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                if (await FindAsync(session, run) is { } row && row.Json<RunReport>(Report) is var stored && !HasEnded(stored.State))
                {
                    await UpdateAsync(session, row, stored with { Stages = Merge(stored.Stages, [stage]) });
                }
            },
            cancellationToken);

    public Task<RunReport?> GetAsync(RunKey run, CancellationToken cancellationToken = default) =>
        database.ReadAsync(async session => (await FindAsync(session, run))?.Json<RunReport>(Report), cancellationToken);

    public Task<ModelSpec?> GetSpecAsync(RunKey run, CancellationToken cancellationToken = default) =>
        database.ReadAsync(async session => (await FindAsync(session, run))?.Json<ModelSpec>("spec"), cancellationToken);

    public Task<IReadOnlyList<RunReport>> ListAsync(
        string? project = null, string? model = null, CancellationToken cancellationToken = default) =>
        ReportsAsync(
            "WHERE (@project IS NULL OR project = @project) AND (@model IS NULL OR model = @model) ORDER BY sequence DESC",
            cancellationToken,
            ("project", project), ("model", model));

    public Task<IReadOnlyList<RunReport>> RecentAsync(int most, CancellationToken cancellationToken = default) =>
        ReportsAsync(
            "WHERE sequence > (SELECT max(sequence) FROM run) - @most OR state IN ('Queued', 'Running', 'Suspended') ORDER BY sequence DESC",
            cancellationToken,
            ("most", most));

    public Task<IReadOnlyList<RunReport>> ActiveAsync(string project, string model, CancellationToken cancellationToken = default) =>
        ReportsAsync(
            "WHERE project = @project AND model = @model AND state IN ('Queued', 'Running', 'Suspended') ORDER BY sequence",
            cancellationToken,
            ("project", project), ("model", model));

    public Task<IReadOnlyList<RunReport>> QueuedAsync(DateTimeOffset before, CancellationToken cancellationToken = default) =>
        ReportsAsync("WHERE state = 'Queued' AND created < @before ORDER BY sequence", cancellationToken, ("before", before.UtcTicks));

    public Task SaveAppliedAsync(ModelSpec spec, string requestId, string by, DateTimeOffset at, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                if (await Tables.Applied.FindAsync(
                    session,
                    "WHERE project = @project AND model = @model AND request = @request",
                    ("project", spec.Project), ("model", spec.Model), ("request", requestId)) is null)
                {
                    await Tables.Applied.InsertAsync(
                        session, await Tables.Applied.NextAsync(session, "sequence", ""), spec.Project, spec.Model, requestId, MdlcJson.Serialize(spec), by, at.UtcTicks);
                }
            },
            cancellationToken);

    public Task<AppliedEntry?> AppliedAsync(string project, string model, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async session => session.HasApplied && await Tables.Applied.FindAsync(
                session, "WHERE project = @project AND model = @model ORDER BY sequence DESC LIMIT 1", ("project", project), ("model", model)) is { } row
                ? new AppliedEntry(
                    row.Json<ModelSpec>("spec"), row.Text("request"), row.Text("applied_by"), row.Moment("at"))
                : null,
            cancellationToken);

    public Task<IReadOnlyList<(string Project, string Model)>> AppliedModelsAsync(CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<(string Project, string Model)>>(
            async session => session.HasApplied
                ? await session.QueryAsync("SELECT DISTINCT project, model FROM applied ORDER BY project, model", row => (row.GetString(0), row.GetString(1)))
                : [],
            cancellationToken);

    public Task<IReadOnlyList<string>> ProjectsAsync(CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            session => session.QueryAsync(
                $"SELECT project FROM run {(session.HasApplied ? "UNION SELECT project FROM applied" : "GROUP BY project")} ORDER BY project", row => row.GetString(0)),
            cancellationToken);

    private Task<IReadOnlyList<RunReport>> ReportsAsync(
        string rest, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters) =>
        database.ReadAsync<IReadOnlyList<RunReport>>(
            async session => [.. (await Tables.Runs.SelectAsync(session, rest, parameters)).Select(row => row.Json<RunReport>(Report))],
            cancellationToken);

    private static Task<Row?> FindAsync(Session session, RunKey run) =>
        Tables.Runs.FindAsync(
            session,
            "WHERE project = @project AND model = @model AND number = @number",
            ("project", run.Project), ("model", run.Model), ("number", run.Number));

    private static Task<int> UpdateAsync(Session session, Row row, RunReport report) =>
        Tables.Runs.UpdateAsync(session, row.With("state", report.State.ToString()).With(Report, MdlcJson.Serialize(report)));

    private static bool HasEnded(RunState state) =>
        state is RunState.Succeeded or RunState.Failed or RunState.Aborted or RunState.Terminated;

    /// <summary>The number of attempts never falls, nor that of interruptions: either is counted by one of those who report, and the others do not know it.</summary>
    private static StageReport Merge(StageReport older, StageReport newer)
    {
        var merged = newer with { Attempts = Math.Max(newer.Attempts, older.Attempts) };
        return older.Interruptions > newer.Interruptions
            ? merged with { Interruptions = older.Interruptions, MostInterruptions = older.MostInterruptions, InterruptedBy = older.InterruptedBy }
            : merged;
    }

    /// <summary>
    /// Newer reports replace older ones of the same stage, but for what only one of those who report counts. The order is that of a run, with unknown names last.
    /// </summary>
    private static IReadOnlyList<StageReport> Merge(IReadOnlyList<StageReport> older, IReadOnlyList<StageReport> newer)
    {
        var stages = older.ToDictionary(stage => stage.Name);
        foreach (var stage in newer)
        {
            stages[stage.Name] = stages.GetValueOrDefault(stage.Name) is { } known ? Merge(known, stage) : stage;
        }

        return [.. stages.Values.OrderBy(stage => StageName.IndexOf(stage.Name) is var at and >= 0 ? at : StageName.All.Count)];
    }
}
