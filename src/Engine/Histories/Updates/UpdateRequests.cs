using Grpc.Core;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Temporalio.Api.ErrorDetails.V1;
using Temporalio.Api.Update.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories.Updates;

/// <summary>Update requests: checked, and filled with what they leave out.</summary>
internal static class UpdateRequests
{
    /// <exception cref="ServiceException">Something required is missing, or something is out of its range.</exception>
    public static void Prepare(UpdateWorkflowExecutionRequest request, EngineServices services)
    {
        CheckExecution(request.WorkflowExecution);
        if (request.Request?.Meta is not { } meta)
        {
            throw ServiceException.InvalidArgument("Update meta is not set on request.");
        }

        if (meta.UpdateId.Length > services.Limits.MaxIdLength)
        {
            throw ServiceException.InvalidArgument("UpdateId length exceeds limit.");
        }

        if (request.Request.Input is not { } input)
        {
            throw ServiceException.InvalidArgument("Update input is not set on request.");
        }

        if (input.Name.Length == 0)
        {
            throw ServiceException.InvalidArgument("Update name is not set on request.");
        }

        if (meta.UpdateId.Length == 0)
        {
            meta.UpdateId = services.NewId();
        }

        request.WaitPolicy ??= new WaitPolicy();
        CheckStage(request.WaitPolicy);
    }

    private static void CheckExecution(WorkflowExecution? execution)
    {
        var wrong = execution is null ? "Execution is not set on request."
            : execution.WorkflowId.Length == 0 ? "WorkflowId is not set on request."
            : execution.RunId.Length > 0 && !Guid.TryParse(execution.RunId, out _) ? "Invalid RunId."
            : null;
        if (wrong is not null)
        {
            throw ServiceException.InvalidArgument(wrong);
        }
    }

    private static void CheckStage(WaitPolicy policy)
    {
        switch (policy.LifecycleStage)
        {
            case UpdateWorkflowExecutionLifecycleStage.Unspecified:
                policy.LifecycleStage = UpdateWorkflowExecutionLifecycleStage.Completed;
                break;
            case > UpdateWorkflowExecutionLifecycleStage.Completed:
                // A stage that nobody knows is never reached; like the Go server, wait for nothing then.
                policy.LifecycleStage = UpdateWorkflowExecutionLifecycleStage.Admitted;
                break;
            case UpdateWorkflowExecutionLifecycleStage.Admitted:
                throw new ServiceException(
                    StatusCode.PermissionDenied,
                    "UpdateWorkflowExecution issued asynchronously and waiting on update admitted is not supported.",
                    new PermissionDeniedFailure());
        }
    }
}
