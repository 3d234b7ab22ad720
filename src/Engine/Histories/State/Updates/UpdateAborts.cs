using Grpc.Core;
using Mdlc.Engine.Kernel;
using Temporalio.Api.ErrorDetails.V1;
using Temporalio.Api.Update.V1;

namespace Mdlc.Engine.Histories.State.Updates;

/// <summary>What becomes of an update that is aborted: a table over its state and the reason, as a pure function.</summary>
internal static class UpdateAborts
{
    public const string ByClosingWorkflow = "workflow update was aborted by closing workflow";

    /// <returns>An outcome for an update that its caller knows to be accepted, a refusal for one that no history shows, or neither.</returns>
    public static (Outcome? Outcome, ServiceException? Refusal) Decide(UpdateAbortReason reason, UpdateState state) => (reason, state) switch
    {
        (_, UpdateState.Completed or UpdateState.Aborted) => default,
        (UpdateAbortReason.WorkflowTaskFailed, UpdateState.Sent) => (null, WorkflowTaskFailed()),

        // Not seen by the worker that failed: the next task carries it. Accepted: history has it.
        (UpdateAbortReason.WorkflowTaskFailed, _) => default,
        (_, UpdateState.Accepted) => (new Outcome { Failure = AcceptedButClosed() }, null),

        // To be asked again, it then comes to the new run.
        (UpdateAbortReason.WorkflowContinuing, _) => (null, ServiceException.WorkflowClosing()),
        _ => (null, ServiceException.NotFound(ByClosingWorkflow)),
    };

    /// <summary>The outcome of an update that a worker was given and did not answer.</summary>
    public static Outcome Unprocessed() => new()
    {
        Failure = Failure(
            "UnprocessedUpdate",
            "Workflow Update is rejected because it wasn't processed by worker. Probably, Workflow Update is not supported by the worker."),
    };

    private static Failure AcceptedButClosed() => Failure(
        "AcceptedUpdateCompletedWorkflow", "Workflow Update failed because the Workflow completed before the Update completed.");

    private static ServiceException WorkflowTaskFailed() => new(
        StatusCode.FailedPrecondition,
        "Unable to perform workflow execution update due to unexpected workflow task failure.",
        new WorkflowNotReadyFailure());

    private static Failure Failure(string type, string message) => new()
    {
        Message = message,
        Source = "Server",
        ApplicationFailureInfo = new ApplicationFailureInfo { Type = type, NonRetryable = true },
    };
}
