using System.Text.Json;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Tuning;
using Mdlc.Contracts.Verdicts;

namespace Mdlc.Catalog.Metadata.Stored;

internal static class StoredRunReport
{
    public static RunReport Read(JsonElement value)
    {
        string? run = null, model = null, metric = null, snapshot = null, modelDigest = null, page = null, endpoint = null, error = null, waitsFor = null;
        RunState? state = null;
        var trigger = RunTrigger.Manual;
        int? version = null, sameAs = null, champion = null;
        Verdict? verdict = null;
        bool? judged = null;
        Dictionary<string, double>? metrics = null;
        MetricValue? deciding = null;
        Leaderboard? leaderboard = null;
        var rows = new RowCounts(null, null, null);
        IReadOnlyList<StageReport> stages = [];
        var pages = new Dictionary<string, ArtifactRef>();
        IReadOnlyList<RunCause> causes = [];
        IReadOnlyList<RunWait> waits = [];
        DateTimeOffset? started = null;
        double? seconds = null;
        TakeOver? takenOver = null;
        IReadOnlyList<RunChange> changes = [];
        foreach (var member in StoredValues.Members(value))
        {
            switch (member.Name)
            {
                case "run": run = StoredValues.Text(member.Value); break;
                case "model": model = StoredValues.Text(member.Value); break;
                case "state": state = State(StoredValues.Text(member.Value)); break;
                case "trigger": trigger = Trigger(StoredValues.Text(member.Value)); break;
                case "version": version = StoredValues.NumberOrNull(member.Value); break;
                case "verdict": verdict = StoredValues.IsNull(member.Value) ? null : VerdictOf(StoredValues.Text(member.Value)); break;
                case "judged": judged = StoredValues.IsNull(member.Value) ? null : StoredValues.Flag(member.Value); break;
                case "sameAs": sameAs = StoredValues.NumberOrNull(member.Value); break;
                case "metric": metric = StoredValues.TextOrNull(member.Value); break;
                case "metrics": metrics = StoredValues.IsNull(member.Value) ? null : StoredValues.ByName(member.Value, MetricOrNaN); break;
                case "deciding": deciding = StoredValues.IsNull(member.Value) ? null : StoredMetricValue.Read(member.Value); break;
                case "leaderboard": leaderboard = StoredValues.IsNull(member.Value) ? null : member.Value.Deserialize<Leaderboard>(MdlcJson.Options); break;
                case "champion": champion = StoredValues.NumberOrNull(member.Value); break;
                case "snapshot": snapshot = StoredValues.TextOrNull(member.Value); break;
                case "modelDigest": modelDigest = StoredValues.TextOrNull(member.Value); break;
                case "rows": rows = Rows(member.Value); break;
                case "stages": stages = StoredValues.List(member.Value, StoredStageReport.Read); break;
                case "pages": pages = StoredValues.ByName(member.Value, Artifact); break;
                case "report": page = StoredValues.TextOrNull(member.Value); break;
                case "endpoint": endpoint = StoredValues.TextOrNull(member.Value); break;
                case "error": error = StoredValues.TextOrNull(member.Value); break;
                case "takenOver": takenOver = StoredValues.IsNull(member.Value) ? null : member.Value.Deserialize<TakeOver>(MdlcJson.Options); break;
                case "changes": changes = StoredValues.List(member.Value, change => change.Deserialize<RunChange>(MdlcJson.Options) ?? throw new NotPlainException()); break;
                case "waitsFor": waitsFor = StoredValues.TextOrNull(member.Value); break;
                case "causes": causes = StoredValues.List(member.Value, StoredCauses.Cause); break;
                case "waits": waits = StoredValues.List(member.Value, StoredCauses.Wait); break;
                case "started": started = StoredValues.IsNull(member.Value) ? null : StoredValues.Moment(member.Value); break;
                case "seconds": seconds = StoredValues.MeasureOrNull(member.Value); break;
                default: throw new NotPlainException();
            }
        }

        return new RunReport
        {
            Run = run ?? throw new NotPlainException(),
            Model = model ?? throw new NotPlainException(),
            State = state ?? throw new NotPlainException(),
            Trigger = trigger,
            Version = version,
            Verdict = verdict,
            Judged = judged,
            SameAs = sameAs,
            Metric = metric,
            Metrics = metrics,
            Deciding = deciding,
            Leaderboard = leaderboard,
            Champion = champion,
            Snapshot = snapshot,
            ModelDigest = modelDigest,
            Rows = rows,
            Stages = stages,
            Pages = pages,
            Report = page,
            Endpoint = endpoint,
            Error = error,
            TakenOver = takenOver,
            Changes = changes,
            WaitsFor = waitsFor,
            Causes = causes,
            Waits = waits,
            Started = started,
            Seconds = seconds,
        };
    }

    /// <summary>A metric that has no value on the rows is written as null.</summary>
    private static double MetricOrNaN(JsonElement value) => StoredValues.MeasureOrNull(value) ?? double.NaN;

    private static RowCounts Rows(JsonElement value)
    {
        long? train = null, test = null, quarantined = null, withoutLabel = null;
        foreach (var member in StoredValues.Members(value))
        {
            switch (member.Name)
            {
                case "train": train = StoredValues.CountOrNull(member.Value); break;
                case "test": test = StoredValues.CountOrNull(member.Value); break;
                case "quarantined": quarantined = StoredValues.CountOrNull(member.Value); break;
                case "withoutLabel": withoutLabel = StoredValues.CountOrNull(member.Value); break;
                default: throw new NotPlainException();
            }
        }

        return new RowCounts(train, test, quarantined) { WithoutLabel = withoutLabel };
    }

    private static ArtifactRef Artifact(JsonElement value)
    {
        string? uri = null, sha256 = null;
        long? bytes = null;
        foreach (var member in StoredValues.Members(value))
        {
            switch (member.Name)
            {
                case "uri": uri = StoredValues.Text(member.Value); break;
                case "sha256": sha256 = StoredValues.Text(member.Value); break;
                case "bytes": bytes = StoredValues.Count(member.Value); break;
                default: throw new NotPlainException();
            }
        }

        return uri is null || sha256 is null || bytes is null ? throw new NotPlainException() : new ArtifactRef(uri, sha256, bytes.Value);
    }

    private static RunState State(string word) => word switch
    {
        "queued" => RunState.Queued,
        "running" => RunState.Running,
        "interrupted" => RunState.Interrupted,
        "suspended" => RunState.Suspended,
        "succeeded" => RunState.Succeeded,
        "failed" => RunState.Failed,
        "aborted" => RunState.Aborted,
        "terminated" => RunState.Terminated,
        _ => throw new NotPlainException(),
    };

    internal static RunTrigger Trigger(string word) => word switch
    {
        "manual" => RunTrigger.Manual,
        "dataArrived" => RunTrigger.DataArrived,
        "schedule" => RunTrigger.Schedule,
        "alarm" => RunTrigger.Alarm,
        _ => throw new NotPlainException(),
    };

    private static Verdict VerdictOf(string word) => word switch
    {
        "pass" => Verdict.Pass,
        "fail" => Verdict.Fail,
        "inconclusive" => Verdict.Inconclusive,
        _ => throw new NotPlainException(),
    };
}
