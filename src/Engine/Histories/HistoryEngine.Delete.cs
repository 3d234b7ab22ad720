using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories;

internal sealed partial class HistoryEngine
{
    /// <summary>Forgets a run with its history; a running one is terminated first, so that its parent and its children hear of it.</summary>
    public Task Delete(DeleteWorkflowExecutionRequest request)
    {
        _services.Namespaces.Get(request.Namespace);
        var handle = Runs.Get(request.Namespace, request.WorkflowExecution?.WorkflowId ?? "", request.WorkflowExecution?.RunId ?? "");
        lock (handle.Workflow.Gate)
        {
            var run = Runs.Load(handle);
            if (run.State.IsRunning)
            {
                using var closing = Begin();
                Terminate(closing.Open(run), "Delete workflow execution", null, ServerIdentity);
                Commit(closing, run);
            }

            // Behind what the closing owes to others: the history is needed until that is done.
            using var unit = Begin();
            unit.Promise(OutboxKind.Forget, handle.Key, 0);
            return unit.Commit();
        }
    }

    private void Forget(RunHandle handle)
    {
        using var unit = Begin();
        lock (handle.Workflow.Gate)
        {
            Runs.Remove(handle);
            unit.Batch.Deleted.Add(handle.Key);
            unit.Commit();
        }

        _services.Visibility.Delete(handle.Namespace, handle.WorkflowId, handle.RunId);
    }
}
