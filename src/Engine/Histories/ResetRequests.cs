using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories;

/// <summary>Requests to reset a workflow: checked, and read.</summary>
internal static class ResetRequests
{
    /// <exception cref="ServiceException">Something required is missing, or asks for what this server cannot do.</exception>
    public static void Check(ResetWorkflowExecutionRequest request, EngineLimits limits)
    {
        if (request.RequestId.Length == 0)
        {
            throw ServiceException.InvalidArgument("RequestId is not set on request.");
        }

        if (request.RequestId.Length > limits.MaxIdLength)
        {
            throw ServiceException.InvalidArgument("RequestId length exceeds limit.");
        }

        if (request.WorkflowExecution is null)
        {
            throw ServiceException.InvalidArgument("Execution is not set on request.");
        }

        if (request.WorkflowExecution.WorkflowId.Length == 0)
        {
            throw ServiceException.InvalidArgument("WorkflowId is not set on request.");
        }

        if (request.PostResetOperations.Count > 0)
        {
            throw new ServiceException(Grpc.Core.StatusCode.Unimplemented, "This server resets without post-reset operations; update the options of the new run afterwards.");
        }
    }

    /// <summary>What is not applied again, in the new and in the deprecated way of saying it.</summary>
    public static IReadOnlySet<ResetReapplyExcludeType> Excluded(ResetWorkflowExecutionRequest request)
    {
        var excluded = new HashSet<ResetReapplyExcludeType>(request.ResetReapplyExcludeTypes);
#pragma warning disable CS0612 // Deprecated by Temporal, and still what older clients send.
        switch (request.ResetReapplyType)
        {
            case ResetReapplyType.Signal:
                excluded.Add(ResetReapplyExcludeType.Update);
                break;
            case ResetReapplyType.None:
                excluded.UnionWith([ResetReapplyExcludeType.Signal, ResetReapplyExcludeType.Update]);
                break;
        }
#pragma warning restore CS0612

        return excluded;
    }
}
