using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories.Signals;

/// <summary>Whole workflows that operators pause, and let go on.</summary>
internal sealed class WorkflowPauses(HistoryCore core)
{
    public Task Pause(PauseWorkflowExecutionRequest request)
    {
        Check(request.WorkflowId, request.RunId, request.Reason, request.RequestId, request.Identity);
        return core.Change(request.Namespace, request.WorkflowId, request.RunId, transaction =>
        {
            if (transaction.State is { IsPaused: true, Pause.WorkflowExecutionPausedEventAttributes: var present })
            {
                if (request.RequestId.Length == 0 || present.RequestId != request.RequestId)
                {
                    throw ServiceException.FailedPrecondition("workflow is already paused.");
                }

                return;
            }

            transaction.Pause(new() { Identity = request.Identity, Reason = request.Reason, RequestId = request.RequestId });
        });
    }

    public Task Unpause(UnpauseWorkflowExecutionRequest request)
    {
        Check(request.WorkflowId, request.RunId, request.Reason, request.RequestId, request.Identity);
        return core.Change(request.Namespace, request.WorkflowId, request.RunId, transaction =>
        {
            if (!transaction.State.IsPaused)
            {
                throw ServiceException.FailedPrecondition("workflow is not paused.");
            }

            transaction.Unpause(new() { Identity = request.Identity, Reason = request.Reason, RequestId = request.RequestId });
        });
    }

    private void Check(string workflowId, string runId, string reason, string requestId, string identity)
    {
        foreach (var (name, value) in new[] { ("reason", reason), ("request id", requestId), ("identity", identity) })
        {
            if (value.Length > core.Services.Limits.MaxIdLength)
            {
                throw ServiceException.InvalidArgument($"{name} is too long.");
            }
        }

        if (workflowId.Length == 0)
        {
            throw ServiceException.InvalidArgument("Can't load workflow execution.  WorkflowId not set.");
        }

        if (runId.Length > 0 && !Guid.TryParse(runId, out _))
        {
            throw ServiceException.InvalidArgument("RunId is not valid UUID.");
        }
    }
}
