using System.Globalization;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Starter.Output;
using Mdlc.Starter.Runs;

namespace Mdlc.Starter.Happenings;

/// <summary>
/// What has come about since it last looked, told from what the catalog says of runs and versions. What was there before the first look is not
/// told, but for runs that wait for a person.
/// </summary>
/// <param name="pages">Where reports and cards are shown; null: nowhere.</param>
internal sealed class HappeningsWatch(string? pages)
{
    private readonly Dictionary<string, Known> _runs = new(StringComparer.Ordinal);
    private bool _hasLooked;

    /// <param name="runs">The newest, and all that have not ended, newest first.</param>
    /// <param name="changes">Moves of aliases since the last look, oldest first.</param>
    public IReadOnlyList<Happening> Look(IReadOnlyList<RunReport> runs, IReadOnlyList<ModelAliasChange> changes, DateTimeOffset now)
    {
        var told = new List<Happening>();
        foreach (var run in runs.Reverse())
        {
            var known = _runs.GetValueOrDefault(run.Run);
            if (_hasLooked || run.State == RunState.Suspended)
            {
                told.AddRange(Of(run, _hasLooked ? known : Known.Of(run) with { State = RunState.Running }, now));
            }

            _runs[run.Run] = Known.Of(run);
        }

        // What is not among the newest any more has ended, and is told no more.
        foreach (var gone in _runs.Keys.Except(runs.Select(run => run.Run)).ToList())
        {
            _runs.Remove(gone);
        }

        // A model becomes what it is before its run ends by it.
        var moves = _hasLooked ? changes.Select(Of).OfType<Happening>().ToList() : [];
        _hasLooked = true;
        return [.. told.Where(one => !HasEnded(one)), .. moves, .. told.Where(HasEnded)];
    }

    private static bool HasEnded(Happening happening) => happening.What is "succeeded" or "failed" or "aborted" or "terminated";

    private IEnumerable<Happening> Of(RunReport run, Known? known, DateTimeOffset now)
    {
        if (known is null)
        {
            yield return Run(run, run.Started < now ? run.Started.Value : now, "queued", $"is queued: {Cause(run.Trigger)}");
        }

        if (run.State != RunState.Queued && known is null or { State: RunState.Queued } && run.State != RunState.Queued)
        {
            yield return Run(run, run.Started ?? now, "running", "begins");
        }

        foreach (var stage in run.Stages.Where(stage => stage.Interruptions > (known?.Interruptions.GetValueOrDefault(stage.Name) ?? 0)))
        {
            yield return Run(run, now, "interrupted", $"was cut off in {stage.Name}, and begins it again: {RunView.Interruptions(stage)}");
        }

        if (run.State == known?.State)
        {
            yield break;
        }

        switch (run.State)
        {
            case RunState.Suspended:
                var at = run.Stages.FirstOrDefault(stage => stage.State == StageState.Suspended)?.Name;
                yield return Run(run, now, "suspended", $"is suspended{(at is null ? "" : $" in {at}")}: {run.Error} Retry it: mdlc run retry {run.Run}");
                break;
            case RunState.Running when known is { State: RunState.Suspended }:
                yield return Run(run, now, "running", "goes on: it was told to try again");
                break;
            case RunState.Succeeded:
                yield return Run(run, now, "succeeded", $"has succeeded{Found(run)}") with { Link = LinkOf(run) };
                break;
            case RunState.Failed or RunState.Aborted or RunState.Terminated:
                var word = run.State.ToString().ToLowerInvariant();
                yield return Run(run, now, word, $"{(run.State == RunState.Failed ? "has failed" : $"was {word}")}: {run.Error}") with { Link = LinkOf(run) };
                break;
        }
    }

    private static Happening Run(RunReport run, DateTimeOffset at, string what, string text) => new(at, "run", run.Run, what, text);

    private static string Cause(RunTrigger trigger) => trigger switch
    {
        RunTrigger.DataArrived => "data arrived",
        RunTrigger.Schedule => "its schedule has come round",
        RunTrigger.Alarm => "monitoring raised an alarm",
        _ => "a person asked for it",
    };

    private static string Found(RunReport run)
    {
        var parts = new List<string>();
        if (RunView.VerdictOf(run) is { } verdict)
        {
            parts.Add($"gate {verdict}");
        }

        if (run.Deciding is { } metric)
        {
            parts.Add(MetricText.Named(metric));
        }

        if (run.Version is { } version)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"version {version}"));
        }

        if (run.SameAs is { } same)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"the same model as version {same}, so nothing is promoted"));
        }

        return parts.Count == 0 ? "" : $": {string.Join(", ", parts)}";
    }

    private Happening? Of(ModelAliasChange move)
    {
        var (change, model) = (move.Change, $"{move.Project}/{move.Model}");
        var text = (change.Alias, change.To) switch
        {
            (AliasName.Champion, { } to) => string.Create(CultureInfo.InvariantCulture, $"version {to} is champion{(change.From is { } from ? $" in place of {from}" : "")}"),
            (AliasName.Champion, null) => "has no champion any more",
            (AliasName.Challenger, { } to) => string.Create(CultureInfo.InvariantCulture, $"version {to} is challenger"),
            _ => null,
        };
        return text is null ? null : new Happening(change.At, "model", model, change.Alias, $"{text}, by {change.By}: {change.Reason}")
        {
            Link = pages is not null && change.To is { } version ? string.Create(CultureInfo.InvariantCulture, $"{pages}/models/{move.Project}/{move.Model}/{version}/card.md") : null,
        };
    }

    private string? LinkOf(RunReport run) =>
        pages is null ? null
        : run.Pages.ContainsKey(PageName.Report) ? $"{pages}/runs/{run.Run}/{PageName.Report}"
        : run.Pages.ContainsKey(PageName.Validation) ? $"{pages}/runs/{run.Run}/{PageName.Validation}"
        : null;

    private sealed record Known(RunState State, IReadOnlyDictionary<string, int> Interruptions)
    {
        public static Known Of(RunReport run) => new(run.State, run.Stages.Where(stage => stage.Interruptions > 0).ToDictionary(stage => stage.Name, stage => stage.Interruptions));
    }
}
