using Mdlc.Contracts.Runs;
using Temporalio.Exceptions;

namespace Mdlc.Workflows.Runs;

/// <summary>What a person may decide about a run as it stands; a refusal is a sentence for that person, and leaves no trace in the history.</summary>
public static class RunDecisions
{
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
