using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Temporalio.Exceptions;

namespace Mdlc.Workflows.Runs;

/// <summary>What a person may decide about a run as it stands; a refusal is a sentence for that person, and leaves no trace in the history.</summary>
public static class RunDecisions
{
    /// <summary>Stages that a run can do without: without a search it trains by the spec's own parameters, without a deployment its version waits for a promotion.</summary>
    private static readonly string[] Optional = [StageName.Tune, StageName.Deploy];

    /// <exception cref="ApplicationFailureException">There is nothing to begin again.</exception>
    public static void RequireRetry(RunKey run, RunState state, bool abortAsked)
    {
        if (state != RunState.Suspended)
        {
            throw Refused($"Run {run} is {Word(state)}; only a suspended run can be retried.");
        }

        if (abortAsked)
        {
            throw Refused($"Run {run} is being aborted; it cannot be retried.");
        }
    }

    /// <summary>As <see cref="RequireRetry(RunKey, RunState, bool)"/>, and that what shall be different may be.</summary>
    /// <param name="stage">The stage that it is suspended at.</param>
    /// <param name="spec">The spec that it has.</param>
    /// <exception cref="ApplicationFailureException">What was made so far would be wrong with it, or the stage cannot be left out.</exception>
    public static void RequireRetry(RunKey run, RunState state, bool abortAsked, string stage, ModelSpec spec, RetryWith? with)
    {
        RequireRetry(run, state, abortAsked);
        if (with is { Skip: true } && !Optional.Contains(stage))
        {
            throw Refused($"Run {run} is suspended at {stage}, which cannot be left out; {string.Join(" and ", Optional)} can.");
        }

        if (with?.Spec is not { } changed)
        {
            return;
        }

        if (changed.Project != spec.Project || changed.Model != spec.Model)
        {
            throw Refused($"Run {run} cannot go on as {changed.Project}/{changed.Model}: the spec is another model's.");
        }

        if (changed.Tune.Searches != spec.Tune.Searches)
        {
            throw Refused($"Run {run} {(spec.Tune.Searches ? "has a search" : "has no search")}, and cannot {(spec.Tune.Searches ? "lose it" : "gain one")} while it is under way. A new run can: mdlc run SPEC --from {StageName.Tune} {run}");
        }

        if (SpecReach.Before(stage, spec.Tune.Searches, SpecDifference.Between(spec, changed)) is [var first, ..] done)
        {
            throw Refused(
                $"Run {run} is suspended at {stage}, and stages before it have gone by what shall change: {string.Join("; ", done)}. A new run takes over what stays right: mdlc run SPEC --from {SpecReach.FirstStageOf(first.Path, spec.Tune.Searches)} {run}");
        }
    }

    /// <param name="abortReason">Null while nobody has asked for it.</param>
    /// <exception cref="ApplicationFailureException">It has ended, or is about to.</exception>
    public static void RequireAbort(RunKey run, RunState state, string? abortReason)
    {
        if (state is not (RunState.Running or RunState.Suspended))
        {
            throw Refused($"Run {run} has ended already: {Word(state)}.");
        }

        if (abortReason is not null)
        {
            throw Refused($"Run {run} is being aborted already: {abortReason}");
        }
    }

    private static ApplicationFailureException Refused(string sentence) => new(sentence, ErrorTypes.Refused, nonRetryable: true);

    private static string Word(RunState state) => state.ToString().ToLowerInvariant();
}
