using Google.Protobuf.WellKnownTypes;
using Mdlc.Engine.Histories.Skipping;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories;

internal sealed partial class HistoryEngine
{
    /// <summary>Changes what a running workflow was started with.</summary>
    /// <returns>The options as they are then.</returns>
    public (WorkflowExecutionOptions Options, Task Commit) UpdateOptions(UpdateWorkflowExecutionOptionsRequest request)
    {
        var (asked, mask) = CheckOptions(request);
        WorkflowExecutionOptions? merged = null;
        var commit = Change(
            Runs.Get(request.Namespace, request.WorkflowExecution.WorkflowId, request.WorkflowExecution.RunId),
            transaction => merged = UpdateOptions(transaction, asked, mask, request.Identity));
        return (merged!, commit);
    }

    private static WorkflowExecutionOptions UpdateOptions(RunTransaction transaction, WorkflowExecutionOptions asked, FieldMask mask, string identity)
    {
        var present = transaction.State.Options();
        var merged = WorkflowOptionChanges.Merge(present, asked, mask);
        var restarts = WorkflowOptionChanges.RestartsSkipping(present, merged, mask);
        if (restarts || !merged.Equals(present))
        {
            transaction.Add(new HistoryEvent
            {
                EventType = EventType.WorkflowExecutionOptionsUpdated,
                WorkerMayIgnore = true,
                WorkflowExecutionOptionsUpdatedEventAttributes = new WorkflowExecutionOptionsUpdatedEventAttributes
                {
                    Identity = identity,
                    Priority = merged.Priority,
                    TimeSkippingConfig = merged.TimeSkippingConfig,
                    TimeSkippingConfigUpdated = restarts,
                    UnsetVersioningOverride = true,
                },
            });
        }

        return merged;
    }

    private (WorkflowExecutionOptions Asked, FieldMask Mask) CheckOptions(UpdateWorkflowExecutionOptionsRequest request)
    {
        if (string.IsNullOrEmpty(request.WorkflowExecution?.WorkflowId))
        {
            throw ServiceException.InvalidArgument("WorkflowId is not set on request.");
        }

        var mask = request.UpdateMask ?? throw ServiceException.InvalidArgument("UpdateMask is required");
        var asked = request.WorkflowExecutionOptions ?? throw ServiceException.InvalidArgument("WorkflowExecutionOptions is required");
        if (mask.Paths.FirstOrDefault(static path => !FieldMask.IsValid(WorkflowExecutionOptions.Descriptor, path)) is { } wrong)
        {
            throw ServiceException.InvalidArgument(
                $"error parsing UpdateMask: proto: invalid path \"{wrong}\" for message \"{WorkflowExecutionOptions.Descriptor.FullName}\"");
        }

        SkippingRequests.Prepare(asked.TimeSkippingConfig, Limits);
        _services.Namespaces.Get(request.Namespace);
        return (asked, mask);
    }
}
