using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Visibility;
using Mdlc.Engine.Visibility.Attributes;
using Mdlc.Engine.Visibility.Records;
using Temporalio.Api.Workflow.V1;

namespace Mdlc.Engine.Frontend;

/// <summary>Shows runs in the visibility store, and holds their search attributes to what is registered.</summary>
/// <param name="closed">Is told of each run that is shown closed.</param>
internal sealed class VisibilitySink(VisibilityStore store, SearchAttributeRegistry registry, Action<string, WorkflowExecutionStatus>? closed = null) : IVisibilitySink
{
    public void Upsert(string ns, WorkflowExecutionInfo info)
    {
        store.Upsert(Record(ns, info));
        if (info.Status != WorkflowExecutionStatus.Running)
        {
            closed?.Invoke(ns, info.Status);
        }
    }

    public void Delete(string ns, string workflowId, string runId) => store.Delete(ns, runId);

    public string? Oversized(SearchAttributes attributes) => SearchAttributeRegistry.CheckSize(attributes);

    public string? Normalize(string ns, SearchAttributes attributes)
    {
        if (registry.Check(ns, attributes) is { } wrong)
        {
            return wrong;
        }

        var typed = registry.WithTypes(ns, attributes.IndexedFields);
        foreach (var (name, payload) in typed.IndexedFields)
        {
            attributes.IndexedFields[name] = payload;
        }

        return null;
    }

    private static VisibilityRecord Record(string ns, WorkflowExecutionInfo info) => new()
    {
        Namespace = ns,
        WorkflowId = info.Execution.WorkflowId,
        RunId = info.Execution.RunId,
        WorkflowType = info.Type.Name,
        TaskQueue = info.TaskQueue,
        Status = info.Status,
        StartTime = info.StartTime.ToDateTimeOffset(),
        ExecutionTime = info.ExecutionTime.ToDateTimeOffset(),
        CloseTime = info.CloseTime?.ToDateTimeOffset(),
        HistoryLength = info.HistoryLength,
        HistorySizeBytes = info.HistorySizeBytes,
        StateTransitionCount = info.StateTransitionCount,
        ParentWorkflowId = info.ParentExecution?.WorkflowId,
        ParentRunId = info.ParentExecution?.RunId,
        // Mostly the run itself: of very many runs a second copy of each id weighs.
        RootWorkflowId = info.RootExecution.WorkflowId == info.Execution.WorkflowId ? info.Execution.WorkflowId : info.RootExecution.WorkflowId,
        RootRunId = info.RootExecution.RunId == info.Execution.RunId ? info.Execution.RunId : info.RootExecution.RunId,
        Memo = info.Memo,
        SearchAttributes = info.SearchAttributes.IndexedFields,
    };
}
