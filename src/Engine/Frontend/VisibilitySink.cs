using Mdlc.Engine.Histories.Closed;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Storage;
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
        store.Upsert(VisibilityRecord.Of(ns, info));
        if (info.Status is not (WorkflowExecutionStatus.Running or WorkflowExecutionStatus.Paused))
        {
            closed?.Invoke(ns, info.Status);
        }
    }

    public void Closing(string ns, string runId) => store.NoteClosing(ns, runId);

    public void Written(ClosedRow closed) => store.NoteWritten(closed.RunId, ClosedRuns.KindOf(closed.Group));

    public void Removed(ClosedGroup closed) => store.NoteRemoved(ClosedRuns.KindOf(closed));

    public void CountClosed() => store.CountClosed();

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
}
