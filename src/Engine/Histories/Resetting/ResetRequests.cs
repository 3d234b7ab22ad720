using Google.Protobuf.WellKnownTypes;
using Mdlc.Engine.Histories.Skipping;
using Mdlc.Engine.Histories.Starting;
using Mdlc.Engine.Kernel;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories.Resetting;

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

        foreach (var operation in request.PostResetOperations)
        {
            SkippingRequests.Prepare(operation.UpdateWorkflowOptions?.WorkflowExecutionOptions?.TimeSkippingConfig, limits);
        }
    }

    /// <summary>What is asked to be done to the new run, before anything has changed.</summary>
    /// <exception cref="ServiceException">It is nothing that can be done.</exception>
    public static IReadOnlyList<(WorkflowExecutionOptions Options, FieldMask Mask)> OptionUpdates(ResetWorkflowExecutionRequest request)
    {
        var updates = new List<(WorkflowExecutionOptions Options, FieldMask Mask)>();
        foreach (var operation in request.PostResetOperations)
        {
            var asked = operation.UpdateWorkflowOptions ?? throw ServiceException.InvalidArgument($"unsupported post reset operation: {GoType(operation)}");
            var mask = asked.UpdateMask ?? new FieldMask();
            if (mask.Paths.FirstOrDefault(static path => !FieldMask.IsValid(WorkflowExecutionOptions.Descriptor, path)) is { } wrong)
            {
                throw ServiceException.InvalidArgument(
                    $"error applying update_options: proto: invalid path \"{wrong}\" for message \"{WorkflowExecutionOptions.Descriptor.FullName}\"");
            }

            var options = asked.WorkflowExecutionOptions ?? new WorkflowExecutionOptions();
            WorkflowOptionChanges.Merge(new WorkflowExecutionOptions(), options, mask);
            updates.Add((options, mask));
        }

        return updates;
    }

    private static string GoType(PostResetOperation operation) => operation.VariantCase == PostResetOperation.VariantOneofCase.None
        ? "<nil>"
        : $"*workflow.PostResetOperation_{operation.VariantCase}_";

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
