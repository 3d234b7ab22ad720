using System.Globalization;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;
using Temporalio.Exceptions;

namespace Mdlc.Workflows.Studies;

/// <summary>
/// What a study does next, and what may be asked of it, as plain decisions. Trial i is begun once all trials up to i − parallel have ended, and goes by
/// those alone, whatever else has ended: so the list of trials does not depend on which of them ends first (decision 0042).
/// </summary>
public static class StudyDecisions
{
    /// <summary>Where the spec says no number: below so many failed trials a study goes on in any case.</summary>
    public const int FewestFailures = 20;

    public static StudyState Begin(TuneSpec tune) => new()
    {
        Parallel = Math.Max(1, tune.Parallel),
        Budget = new StudyBudget(tune.Trials > 0 ? tune.Trials : null, tune.Iterations, tune.Seconds),
    };

    /// <param name="underWay">Trials that have begun and not ended.</param>
    /// <param name="seconds">That have passed, pauses left out.</param>
    /// <param name="historyIsLong">The workflow's history has grown too long to go on in.</param>
    public static StudyStep Next(StudyState state, TuneSpec tune, bool higherIsBetter, int underWay, double seconds, bool historyIsLong)
    {
        var through = Math.Max(-1, state.Next - state.Parallel);
        if (EndOf(state, tune, higherIsBetter, through, seconds) is { } reason)
        {
            return underWay == 0 ? new StudyStep(StudyStepKind.End, Reason: reason) : StudyStep.Wait;
        }

        if (historyIsLong)
        {
            return underWay == 0 ? StudyStep.Renew : StudyStep.Wait;
        }

        return state.IsPaused || !HaveEnded(state, through) ? StudyStep.Wait : new StudyStep(StudyStepKind.Begin, through);
    }

    /// <summary>Why no further trial is begun; null: one may be.</summary>
    public static string? EndOf(StudyState state, TuneSpec tune, bool higherIsBetter, double seconds) =>
        EndOf(state, tune, higherIsBetter, Math.Max(-1, state.Next - state.Parallel), seconds);

    /// <summary>Seconds that are left of the budget; null: it has none of them.</summary>
    public static double? SecondsLeft(StudyState state, double seconds) => state.Budget.Seconds is { } budget ? Math.Max(0, budget - seconds) : null;

    public static StudyBudget SpentBy(StudyState state, double seconds) => new(state.Trials.Count, state.Trials.Sum(CostOf), seconds);

    /// <summary>The sentence of a study that has failed; null: it has not.</summary>
    /// <param name="through">The last trial that counts.</param>
    public static string? FailureOf(StudyState state, TuneSpec tune, int through)
    {
        var ended = state.Trials.Where(trial => trial.Trial <= through).ToList();
        var failed = ended.Where(trial => trial.State == TrialState.Failed).ToList();
        var isTooMuch = tune.MaxFailedTrials is { } most ? failed.Count > most : failed.Count >= FewestFailures && 2 * failed.Count > ended.Count;
        return isTooMuch
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Found {failed.Count} failed trials among the first {ended.Count}, expected {Allowed(tune)}; the last one: {failed[^1].Error} Mend what makes them fail, or raise tune.maxFailedTrials.")
            : null;
    }

    /// <summary>What a trial's proposal may know: those up to <paramref name="through"/> with their results, the others as under way.</summary>
    public static IReadOnlyList<KnownTrial> KnownTo(int through, StudyState state, IEnumerable<RunningTrial> underWay, SearchSpace space) =>
    [
        .. state.Trials.Select(trial => trial.Trial <= through ? Known(trial, space) : Pending(trial.Trial, trial.Params, trial.Choices, space))
            .Concat(underWay.Select(trial => Pending(trial.Trial, trial.Params, trial.Choices, space)))
            .OrderBy(trial => trial.Trial),
    ];

    /// <summary>Where a trial comes from that begins a study; null: it is proposed by what was seen.</summary>
    public static string? NoteOf(PreparedStudy prepared, int trial)
    {
        var start = prepared.Space.Start is null ? trial : trial - 1;
        return start >= 0 && start < prepared.StartNotes.Count ? prepared.StartNotes[start] : null;
    }

    /// <summary>What a trial's pruning may compare with.</summary>
    public static IReadOnlyList<KnownTrial> RivalsOf(int through, StudyState state) =>
        [.. state.Trials.Where(trial => trial.Trial <= through && trial.Interim.Count > 0).Select(trial => new KnownTrial(trial.Trial, trial.State, [], trial.Loss, 0) { Interim = trial.Interim })];

    /// <summary>Complete ones by loss; then those that were ended early, the farthest first; failed ones last.</summary>
    public static IReadOnlyList<TrialResult> Ranked(IEnumerable<TrialResult> trials) =>
    [
        .. trials.OrderBy(trial => trial.State)
            .ThenBy(trial => trial.Loss ?? double.PositiveInfinity)
            .ThenByDescending(trial => trial.Interim.Count == 0 ? 0 : trial.Interim[^1].Iterations)
            .ThenBy(trial => trial.Interim.Count == 0 ? 0 : trial.Interim[^1].Loss)
            .ThenBy(trial => trial.Trial),
    ];

    /// <summary>
    /// Ranked, with the one that is chosen first. Where trials were scored on several parts, that is the first trial, the defaults, unless the best one is better
    /// than it by more than one standard error of their difference, part by part: below some thousand rows the best of many is often the luckiest.
    /// </summary>
    /// <param name="space">Null: nothing was tried. One without a start has no defaults.</param>
    public static IReadOnlyList<TrialResult> Chosen(IEnumerable<TrialResult> trials, SearchSpace? space)
    {
        var ranked = Ranked(trials);
        if (space?.Start is null || ranked is not [{ State: TrialState.Complete, Trial: not 0 } best, ..] || ranked.FirstOrDefault(trial => trial.Trial == 0) is not { State: TrialState.Complete } first
            || GainOf(best, first) is not { } gain || gain.Mean > gain.Error)
        {
            return ranked;
        }

        var note = string.Create(
            CultureInfo.InvariantCulture, $"kept: trial {best.Trial + 1} is better by {gain.Mean:G3}, within one standard error of the difference ({gain.Error:G3})");
        return [first with { Note = first.Note is { } before ? $"{before}; {note}" : note }, .. ranked.Where(trial => trial.Trial != 0)];
    }

    public static StudyState Add(StudyState state, TrialResult trial) =>
        state with { Trials = [.. state.Trials.Append(trial).OrderBy(other => other.Trial)] };

    /// <exception cref="ApplicationFailureException">It does not run.</exception>
    public static void RequirePause(StudyState state, string? end) =>
        Require(!state.IsPaused, end, "The study is paused already. Resume it: mdlc study resume");

    /// <exception cref="ApplicationFailureException">It is not paused.</exception>
    public static void RequireResume(StudyState state, string? end) =>
        Require(state.IsPaused, end, "The study is not paused: there is nothing to resume.");

    /// <exception cref="ApplicationFailureException">It is ending already.</exception>
    public static void RequireStop(StudyState state) =>
        Require(isSound: true, state.Ending, "");

    /// <exception cref="ApplicationFailureException">The number makes no sense, or the study is ending.</exception>
    public static void RequireParallel(int parallel, StudyState state) =>
        Require(parallel is >= 1 and <= TuneSpec.MostParallel, state.Ending, string.Create(CultureInfo.InvariantCulture, $"Found {parallel} trials at once, expected a whole number from 1 to {TuneSpec.MostParallel}."));

    /// <exception cref="ApplicationFailureException">It adds nothing, or to a budget that the study has not; or the study is ending.</exception>
    public static void RequireExtension(StudyBudget more, StudyState state)
    {
        var (trials, iterations, seconds) = (state.Budget.Trials, state.Budget.Iterations, state.Budget.Seconds);
        Require(
            more is not { Trials: null, Iterations: null, Seconds: null } && more.Trials is null or > 0 && more.Iterations is null or > 0 && more.Seconds is null or > 0,
            state.Ending,
            "Found nothing to extend the study by, expected more trials, iterations or time, each above 0.");
        var missing = more.Trials is not null && trials is null ? "trials" : more.Iterations is not null && iterations is null ? "iterations" : more.Seconds is not null && seconds is null ? "time" : null;
        string[] there = [.. trials is null ? Array.Empty<string>() : ["trials"], .. iterations is null ? Array.Empty<string>() : ["iterations"], .. seconds is null ? Array.Empty<string>() : ["time"]];
        Require(missing is null, state.Ending, $"The study has no budget of {missing} to extend; it has one of {string.Join(" and of ", there)}.");
        Require(
            more.Trials is null || trials + (long)more.Trials <= TuneSpec.MostTrials,
            state.Ending,
            string.Create(CultureInfo.InvariantCulture, $"Found {trials} trials and {more.Trials} more, expected {TuneSpec.MostTrials} at most in one study."));
    }

    public static StudyState Extend(StudyState state, StudyBudget more) => state with
    {
        Budget = new StudyBudget(state.Budget.Trials + (more.Trials ?? 0), state.Budget.Iterations + (more.Iterations ?? 0), state.Budget.Seconds + (more.Seconds ?? 0)),
    };

    /// <returns>Null: they were not scored on the same parts.</returns>
    private static (double Mean, double Error)? GainOf(TrialResult best, TrialResult first)
    {
        // Models of the parts share most of their rows, so their losses vary together; Nadeau and Bengio (2003) add the share of a part to the others.
        const double HeldToTrained = 1.0 / 3;
        var n = best.FoldLosses.Count;
        if (n < 2 || first.FoldLosses.Count != n)
        {
            return null;
        }

        double[] gains = [.. first.FoldLosses.Zip(best.FoldLosses, (one, other) => one - other)];
        var mean = gains.Average();
        var variance = gains.Sum(gain => (gain - mean) * (gain - mean)) / (n - 1);
        return (mean, Math.Sqrt(variance * ((1.0 / n) + HeldToTrained)));
    }

    private static string? EndOf(StudyState state, TuneSpec tune, bool higherIsBetter, int through, double seconds)
    {
        if (state.Ending is { } ending)
        {
            return ending;
        }

        if (SecondsLeft(state, seconds) is <= 0)
        {
            return "its time is over";
        }

        if (state.Next >= (state.Budget.Trials ?? TuneSpec.MostTrials))
        {
            return string.Create(CultureInfo.InvariantCulture, $"all {state.Next} trials have been begun");
        }

        // What follows goes by all trials up to there, or it would depend on which of them ended first.
        if (!HaveEnded(state, through))
        {
            return null;
        }

        var known = state.Trials.Where(trial => trial.Trial <= through).ToList();
        return tune.Goal is { } goal && known.Any(trial => trial.Score is { } score && (higherIsBetter ? score >= goal : score <= goal))
                ? string.Create(CultureInfo.InvariantCulture, $"its goal of {goal} is reached")
            : state.Budget.Iterations is { } budget && known.Sum(CostOf) >= budget
                ? string.Create(CultureInfo.InvariantCulture, $"its {budget} iterations are spent")
            : FailureOf(state, tune, through);
    }

    private static bool HaveEnded(StudyState state, int through) => state.Trials.Count(trial => trial.Trial <= through) == through + 1;

    private static long CostOf(TrialResult trial) => trial.Trained ?? trial.Iterations ?? 0;

    private static string Allowed(TuneSpec tune) => tune.MaxFailedTrials is { } most
        ? string.Create(CultureInfo.InvariantCulture, $"{most} at most (tune.maxFailedTrials)")
        : "no more than half of them";

    private static KnownTrial Known(TrialResult trial, SearchSpace space) =>
        new(trial.Trial, trial.State, StudyPoints.ValuesOf(space, trial.Params, trial.Choices), trial.Loss, (int)CostOf(trial))
        {
            // Of a complete trial its loss says it all.
            Interim = trial.State == TrialState.Pruned ? [.. trial.Interim.TakeLast(1)] : [],
        };

    private static KnownTrial Pending(int trial, IReadOnlyDictionary<string, double> parameters, IReadOnlyDictionary<string, string> choices, SearchSpace space) =>
        new(trial, null, StudyPoints.ValuesOf(space, parameters, choices), null, 0);

    private static void Require(bool isSound, string? end, string sentence)
    {
        if (end is not null)
        {
            throw Refused($"The study is ending: {end}. It takes no more orders.");
        }

        if (!isSound)
        {
            throw Refused(sentence);
        }
    }

    private static ApplicationFailureException Refused(string sentence) => new(sentence, ErrorTypes.Refused, nonRetryable: true);
}
