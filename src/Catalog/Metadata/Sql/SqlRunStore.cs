using Mdlc.Contracts.Json;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Metadata.Sql;

internal sealed class SqlRunStore(Database database) : IRunStore
{
    private static readonly string[] StageOrder =
    [
        StageName.Fetch, StageName.Validate, StageName.Transform, StageName.Tune, StageName.Train,
        StageName.Evaluate, StageName.Gate, StageName.Register, StageName.Deploy,
    ];

    public Task<RunKey> AllocateAsync(
        string project,
        string model,
        ModelSpec spec,
        RunTrigger trigger,
        string requestId,
        DateTimeOffset now,
        CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                var known = await session.NumberAsync(
                    "SELECT number FROM run WHERE project = @project AND model = @model AND request = @request",
                    ("project", project), ("model", model), ("request", requestId));
                if (known is { } number)
                {
                    return new RunKey(project, model, (int)number);
                }

                var highest = await session.NumberAsync(
                    "SELECT max(number) FROM run WHERE project = @project AND model = @model", ("project", project), ("model", model));
                var key = new RunKey(project, model, (int)(highest ?? 0) + 1);
                var report = new RunReport { Run = key.ToString(), Model = model, State = RunState.Queued, Trigger = trigger };
                await session.ExecuteAsync(
                    """
                    INSERT INTO run (project, model, number, request, state, created, spec, report)
                    VALUES (@project, @model, @number, @request, @state, @created, @spec, @report)
                    """,
                    ("project", project), ("model", model), ("number", key.Number), ("request", requestId),
                    ("state", nameof(RunState.Queued)), ("created", now.UtcTicks),
                    ("spec", MdlcJson.Serialize(spec)), ("report", MdlcJson.Serialize(report)));
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
                var stored = await FindAsync(session, key)
                    ?? throw new ArgumentException($"Run {key} is not in the catalog; it must be allocated first.", nameof(report));
                if (HasEnded(stored.State) && !HasEnded(report.State))
                {
                    return;
                }

                await UpdateAsync(session, key, report with { Stages = Merge(stored.Stages, report.Stages) });
            },
            cancellationToken);
    }

    public Task SaveStageAsync(RunKey run, StageReport stage, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async session =>
            {
                if (await FindAsync(session, run) is { } stored && !HasEnded(stored.State))
                {
                    await UpdateAsync(session, run, stored with { Stages = Merge(stored.Stages, [stage]) });
                }
            },
            cancellationToken);

    public Task<RunReport?> GetAsync(RunKey run, CancellationToken cancellationToken = default) =>
        database.ReadAsync(session => FindAsync(session, run), cancellationToken);

    public Task<ModelSpec?> GetSpecAsync(RunKey run, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async session => (await session.QueryAsync(
                "SELECT spec FROM run WHERE project = @project AND model = @model AND number = @number",
                row => MdlcJson.Deserialize<ModelSpec>(row.GetString(0)),
                ("project", run.Project), ("model", run.Model), ("number", run.Number))).SingleOrDefault(),
            cancellationToken);

    public Task<IReadOnlyList<RunReport>> ListAsync(
        string? project = null, string? model = null, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            session => session.QueryAsync(
                """
                SELECT report FROM run
                WHERE (@project IS NULL OR project = @project) AND (@model IS NULL OR model = @model) ORDER BY sequence DESC
                """,
                row => MdlcJson.Deserialize<RunReport>(row.GetString(0)),
                ("project", project), ("model", model)),
            cancellationToken);

    public Task<IReadOnlyList<RunReport>> ActiveAsync(string project, string model, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            session => session.QueryAsync(
                """
                SELECT report FROM run
                WHERE project = @project AND model = @model AND state IN ('Queued', 'Running', 'Suspended') ORDER BY sequence
                """,
                row => MdlcJson.Deserialize<RunReport>(row.GetString(0)),
                ("project", project), ("model", model)),
            cancellationToken);

    public Task<IReadOnlyList<RunReport>> QueuedAsync(DateTimeOffset before, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            session => session.QueryAsync(
                "SELECT report FROM run WHERE state = 'Queued' AND created < @before ORDER BY sequence",
                row => MdlcJson.Deserialize<RunReport>(row.GetString(0)),
                ("before", before.UtcTicks)),
            cancellationToken);

    public Task<IReadOnlyList<string>> ProjectsAsync(CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            session => session.QueryAsync("SELECT DISTINCT project FROM run ORDER BY project", row => row.GetString(0)), cancellationToken);

    private static async Task<RunReport?> FindAsync(Session session, RunKey run) =>
        (await session.QueryAsync(
            "SELECT report FROM run WHERE project = @project AND model = @model AND number = @number",
            row => MdlcJson.Deserialize<RunReport>(row.GetString(0)),
            ("project", run.Project), ("model", run.Model), ("number", run.Number))).SingleOrDefault();

    private static Task<int> UpdateAsync(Session session, RunKey run, RunReport report) =>
        session.ExecuteAsync(
            "UPDATE run SET state = @state, report = @report WHERE project = @project AND model = @model AND number = @number",
            ("state", report.State.ToString()), ("report", MdlcJson.Serialize(report)),
            ("project", run.Project), ("model", run.Model), ("number", run.Number));

    private static bool HasEnded(RunState state) =>
        state is RunState.Succeeded or RunState.Failed or RunState.Aborted or RunState.Terminated;

    /// <summary>
    /// Newer reports replace older ones of the same stage, but the number of attempts never falls: the activities count them, and the
    /// workflow does not know. The order is that of a run, with unknown names last.
    /// </summary>
    private static IReadOnlyList<StageReport> Merge(IReadOnlyList<StageReport> older, IReadOnlyList<StageReport> newer)
    {
        var stages = older.ToDictionary(stage => stage.Name);
        foreach (var stage in newer)
        {
            stages[stage.Name] = stage with { Attempts = Math.Max(stage.Attempts, stages.GetValueOrDefault(stage.Name)?.Attempts ?? 0) };
        }

        return [.. stages.Values.OrderBy(stage => Array.IndexOf(StageOrder, stage.Name) is var at and >= 0 ? at : StageOrder.Length)];
    }
}
