using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories.Starting;

/// <summary>Signal-with-start requests: checked, and split into what starts and what signals.</summary>
internal static class SignalWithStartRequests
{
    /// <summary>Checks the request and fills in what it leaves out.</summary>
    /// <returns>The start that it asks for.</returns>
    /// <exception cref="ServiceException">Something required is missing, or something is out of its range.</exception>
    public static StartWorkflowExecutionRequest Prepare(SignalWithStartWorkflowExecutionRequest request, EngineServices services, bool checkSizes = true)
    {
        CheckNames(request, services.Limits.MaxIdLength);
        var start = StartRequests.From(request);
        StartRequests.Prepare(start, services, checkSizes);
        request.RequestId = start.RequestId;
        if (request.SignalName.Length == 0)
        {
            throw ServiceException.InvalidArgument("signal not set");
        }

        if (start.WorkflowIdConflictPolicy == WorkflowIdConflictPolicy.Fail)
        {
            throw ServiceException.InvalidArgument("Invalid WorkflowIDConflictPolicy: WORKFLOW_ID_CONFLICT_POLICY_FAIL is not supported for this operation.");
        }

        if (checkSizes)
        {
            RequestSizes.CheckBlob(services.Limits, request.SignalInput);
        }

        return start;
    }

    /// <summary>Temporal says the same of this call in other words.</summary>
    private static void CheckNames(SignalWithStartWorkflowExecutionRequest request, int limit)
    {
        if (string.IsNullOrEmpty(request.WorkflowType?.Name) && request.WorkflowId.Length > 0)
        {
            throw ServiceException.InvalidArgument("workflow type not set");
        }

        foreach (var (name, text) in new[]
        {
            ("workflow type name", request.WorkflowType?.Name ?? ""),
            ("Request ID", request.RequestId),
            ("signal name", request.SignalName),
        })
        {
            if (text.Length > limit)
            {
                throw ServiceException.InvalidArgument($"{name} exceeds maximum allowed length ({text.Length}/{limit})");
            }
        }
    }
}
