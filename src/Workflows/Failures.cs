using Mdlc.Contracts.Faults;
using Temporalio.Api.Enums.V1;
using Temporalio.Exceptions;

namespace Mdlc.Workflows;

/// <summary>Reads the failure of an activity. Pure, so that what a run does about a failure is a plain decision.</summary>
public static class Failures
{
    /// <summary>The innermost message: the sentence that the work itself said.</summary>
    public static string Sentence(Exception failure)
    {
        var cause = Cause(failure);
        return cause is TimeoutFailureException { TimeoutType: TimeoutType.Heartbeat }
            ? "the worker that did it is gone (no heartbeat)"
            : cause.Message;
    }

    /// <summary>The page that the work made of why it failed; null: none, as of versions that kept none.</summary>
    public static FaultPage? Page(Exception failure) =>
        Cause(failure) is ApplicationFailureException { ErrorType: { } type, Details.Count: > 0 } fault && ErrorTypes.Faults.Contains(type)
            && fault.Details.ElementAt<FaultPage>(0) is { Name: not null, File: not null } page
            ? page
            : null;

    /// <summary>What to do about a stage whose activity has failed for good.</summary>
    public static FailureClass Classify(Exception failure)
    {
        var cause = Cause(failure);
        return cause switch
        {
            ApplicationFailureException { ErrorType: { } type } when ErrorTypes.Faults.Contains(type) => FailureClass.Fault,
            ApplicationFailureException { ErrorType: ErrorTypes.Interrupted } => FailureClass.Interruption,
            ApplicationFailureException { ErrorType: ErrorTypes.NoRoom } => FailureClass.NoRoom,
            TimeoutFailureException { TimeoutType: TimeoutType.Heartbeat } => FailureClass.Interruption,
            CanceledFailureException => FailureClass.Cancelled,
            _ => FailureClass.Error,
        };
    }

    private static Exception Cause(Exception failure)
    {
        var cause = failure;
        while (cause is ActivityFailureException or ChildWorkflowFailureException && cause.InnerException is { } inner)
        {
            cause = inner;
        }

        return cause;
    }
}
