using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;
using Mdlc.Workflows.Studies;

namespace Mdlc.Activities.Studies;

/// <summary>Points that did well in earlier searches of the same model.</summary>
/// <param name="Note">Where it comes from.</param>
internal sealed record WarmStart(IReadOnlyDictionary<string, double> Point, string Note)
{
    /// <summary>More would be a search of its own.</summary>
    private const int Most = 3;

    private const int MostRuns = 5;

    /// <summary>The best of each of the newest searches, then the second best, until there are <see cref="Most"/>.</summary>
    public static async Task<IReadOnlyList<WarmStart>> FindAsync(
        IRunStore runs, RunKey run, ModelSpec spec, SearchSpace space, CancellationToken cancellationToken)
    {
        var searches = new List<IReadOnlyList<WarmStart>>();
        foreach (var report in await runs.ListAsync(run.Project, run.Model, cancellationToken))
        {
            if (searches.Count < MostRuns && report.Leaderboard is { } board && RunKey.TryParse(report.Run, out var earlier) && earlier != run
                && await runs.GetSpecAsync(earlier, cancellationToken) is { } other && other.Task == spec.Task && other.Train.Trainer == spec.Train.Trainer)
            {
                searches.Add([.. board.Trials.Select(trial => Of(trial, earlier, space)).OfType<WarmStart>().Take(Most)]);
            }
        }

        return Pick(searches, space);
    }

    public static IReadOnlyList<string> Told(IReadOnlyList<WarmStart> starts) => starts.Count == 0
        ? []
        : [$"begun with the best of earlier searches: {string.Join("; ", starts.Select(start => start.Note))} (warmStart: false begins anew)"];

    internal static IReadOnlyList<WarmStart> Pick(IReadOnlyList<IReadOnlyList<WarmStart>> searches, SearchSpace space)
    {
        var picked = new List<WarmStart>();
        for (var rank = 0; rank < Most; rank++)
        {
            foreach (var candidate in searches.Where(search => search.Count > rank).Select(search => search[rank]))
            {
                if (picked.Count < Most && !IsSame(candidate.Point, space.Start) && !picked.Exists(other => IsSame(candidate.Point, other.Point)))
                {
                    picked.Add(candidate);
                }
            }
        }

        return picked;
    }

    /// <returns>Null: the trial is no point of the space.</returns>
    private static WarmStart? Of(TrialResult trial, RunKey run, SearchSpace space)
    {
        if (trial.Score is null || trial.State is not (null or TrialState.Complete) || StudyPoints.Write(space, trial.Params, trial.Choices) is not { } point)
        {
            return null;
        }

        var isOfTheSpace = trial.Params.Keys.Concat(trial.Choices.Keys).All(point.ContainsKey)
            && space.Parameters.All(parameter => point.TryGetValue(parameter.Name, out var value) ? SearchSpaceRules.Has(parameter, value) : parameter.Condition is not null);
        return isOfTheSpace ? new WarmStart(point, $"run {run.Number}, trial {trial.Trial + 1}") : null;
    }

    private static bool IsSame(IReadOnlyDictionary<string, double> one, IReadOnlyDictionary<string, double>? other) =>
        other is not null && one.Count == other.Count && one.All(value => other.TryGetValue(value.Key, out var same) && same == value.Value);
}
