using Google.Protobuf.WellKnownTypes;
using Mdlc.Engine.Deployments;
using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.Skipping;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories.Starting;

/// <summary>Options that a running workflow was started with, and that can be changed.</summary>
internal sealed class WorkflowOptions(HistoryCore core)
{
    /// <summary>Changes what a running workflow was started with.</summary>
    /// <returns>The options as they are then.</returns>
    public (WorkflowExecutionOptions Options, Task Commit) Update(UpdateWorkflowExecutionOptionsRequest request)
    {
        var (asked, mask) = CheckOptions(request);
        WorkflowExecutionOptions? merged = null;
        var commit = core.Change(
            request.Namespace,
            request.WorkflowExecution.WorkflowId,
            request.WorkflowExecution.RunId,
            transaction =>
            {
                CheckOverride(asked.VersioningOverride, transaction.Run);
                merged = Update(transaction, asked, mask, request.Identity);
            });
        return (merged!, commit);
    }

    public WorkflowExecutionOptions Update(RunTransaction transaction, WorkflowExecutionOptions asked, FieldMask mask, string identity)
    {
        var state = transaction.State;
        var present = state.Options();
        var merged = WorkflowOptionChanges.Merge(present, asked, mask);
        var restarts = WorkflowOptionChanges.RestartsSkipping(present, merged, mask);
        if (restarts || !merged.Equals(present))
        {
            var before = (state.Behavior, state.Version);
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
                    VersioningOverride = merged.VersioningOverride,
                    UnsetVersioningOverride = merged.VersioningOverride is null,
                },
            });
            if (before != (state.Behavior, state.Version))
            {
                transaction.Reschedule();
            }

            Reactivate(transaction.Run.Namespace, merged.VersioningOverride);
        }

        return merged;
    }

    /// <summary>A pin without a version keeps the run where it is pinned already.</summary>
    public void CheckOverride(VersioningOverride? asked, WorkflowRun run)
    {
        var state = run.State;
        if (asked?.Pinned is { Version: null, Behavior: not VersioningOverride.Types.PinnedOverrideBehavior.Unspecified } pinned)
        {
            pinned.Version = state.Behavior == VersioningBehavior.Pinned
                ? state.Version?.ToMessage()
                : throw ServiceException.FailedPrecondition(
                    $"must specify a specific pinned override version because workflow with id {state.Started.WorkflowId} has behavior {state.Behavior} and is not yet pinned to any version");
        }

        VersioningOverrides.Check(asked);
        VersioningOverrides.CheckServed(asked, RunQueues.NormalQueue(run), core.Services.Deployments);
    }

    /// <summary>A version that a workflow is sent to by hand is used again.</summary>
    public void Reactivate(string ns, VersioningOverride? given)
    {
        if (VersioningOverrides.Target(VersioningOverrides.Normalize(given)) is { } target)
        {
            core.Services.Deployments.Reactivate(ns, target);
        }
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

        SkippingRequests.Prepare(asked.TimeSkippingConfig, core.Services.Limits);
        core.Services.Namespaces.Get(request.Namespace);
        return (asked, mask);
    }
}
