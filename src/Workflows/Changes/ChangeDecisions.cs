using Temporalio.Exceptions;

namespace Mdlc.Workflows.Changes;

/// <summary>What is refused of a change before it is made. Pure.</summary>
public static class ChangeDecisions
{
    public const int LongestReason = 1_000;

    /// <param name="applied">What is applied now; null: nothing.</param>
    /// <exception cref="ApplicationFailureException">It cannot be applied.</exception>
    public static void Require(SpecChange change, string project, string model, AppliedSpec? applied)
    {
        RequireNames(change.Id, change.By);
        if ((change.Spec.Project, change.Spec.Model) != (project, model))
        {
            throw Refused($"Found the spec of {change.Spec.Project}/{change.Spec.Model}, expected that of {project}/{model}.");
        }

        if (change.Id != applied?.Id && change.Before != applied?.Id)
        {
            throw Refused($"{applied?.By ?? "Somebody"} has applied another spec since the difference was looked at{(applied is null ? "" : $", at {applied.At:u}")}. Look again: mdlc apply --dry-run");
        }
    }

    /// <exception cref="ApplicationFailureException">It is paused already, or gives no reason.</exception>
    public static void RequirePause(PauseRequest request, Pause? last)
    {
        RequireNames(request.Id, request.By);
        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > LongestReason)
        {
            throw Refused($"A pause needs a reason of at most {LongestReason} characters, for the model's record. Give one: --reason \"why\"");
        }

        if (last is { Until: null } && last.Id != request.Id)
        {
            throw Refused($"It is paused already, by {last.By} since {last.Since:u}: {last.Reason}");
        }
    }

    /// <exception cref="ApplicationFailureException">It is not paused.</exception>
    public static void RequireResume(PauseRequest request, Pause? last)
    {
        RequireNames(request.Id, request.By);
        if (request.Reason.Length > LongestReason)
        {
            throw Refused($"Found a reason of {request.Reason.Length} characters, expected at most {LongestReason}; shorten it.");
        }

        if (last is not { Until: null })
        {
            throw Refused($"It is not paused{(last is null ? "" : $": the last pause ended at {last.Until:u}")}.");
        }
    }

    private static void RequireNames(string id, string by)
    {
        if (string.IsNullOrWhiteSpace(id) || string.IsNullOrWhiteSpace(by))
        {
            throw Refused($"Found a change that does not say {(string.IsNullOrWhiteSpace(id) ? "which it is" : "who asks for it")}; expected both, for the model's record.");
        }
    }

    private static ApplicationFailureException Refused(string sentence) => new(sentence, null, ErrorTypes.Refused, nonRetryable: true);
}
