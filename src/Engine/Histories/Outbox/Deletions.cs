using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories.Outbox;

/// <summary>Runs that are forgotten, with their histories.</summary>
internal sealed class Deletions(HistoryCore core)
{
    private static readonly TimeSpan DeletionPause = TimeSpan.FromMilliseconds(50);

    /// <summary>Forgets a run with its history; a running one is terminated first, so that its parent and its children hear of it.</summary>
    public Task Delete(DeleteWorkflowExecutionRequest request)
    {
        core.Services.Namespaces.Get(request.Namespace);
        using var scope = core.Runs.Enter(request.Namespace, request.WorkflowExecution?.WorkflowId ?? "", request.WorkflowExecution?.RunId ?? "");
        return Delete(scope.Handle);
    }

    /// <summary>Forgets all runs of a namespace that lets nobody in any more; it ends when the last is gone.</summary>
    public async Task DeleteAll(string ns, CancellationToken cancellationToken)
    {
        while (core.Runs.Some(ns, RetentionSweep.MostForgottenAtOnce) is { Count: > 0 } some)
        {
            // They reach the disk in order: with the last of them all are there.
            await some.Select(DeleteIfThere).Last().WaitAsync(cancellationToken).ConfigureAwait(false);

            // What their ends owe to others comes first, and may start one more.
            await Task.Delay(DeletionPause, core.Services.WallClock, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task DeleteIfThere(long key)
    {
        if (!core.Runs.TryEnter(key, out var scope))
        {
            return Task.CompletedTask;
        }

        using (scope)
        {
            return Delete(scope.Handle);
        }
    }

    private Task Delete(RunHandle handle)
    {
        lock (handle.Workflow.Gate)
        {
            if (handle.IsForgotten)
            {
                throw ServiceException.WorkflowNotFound(handle.WorkflowId);
            }

            // A closed run is not read: it may be damaged, and is to be deleted for that.
            if (!handle.IsClosed && core.Runs.Load(handle) is { State.IsRunning: true } run)
            {
                using var closing = core.Begin();
                RunClosing.Terminate(closing.Open(run), "Delete workflow execution", null, EngineServices.ServerIdentity);
                core.Commit(closing, run);
            }

            // Behind what the closing owes to others: the history is needed until that is done.
            using var unit = core.Begin();
            unit.Promise(OutboxKind.Forget, handle.Key, 0);
            return unit.Commit();
        }
    }

    public void Forget(long key)
    {
        using var unit = core.Begin();
        if (!core.Runs.TryEnter(key, out var scope))
        {
            return;
        }

        var handle = scope.Handle;
        using (scope)
        {
            core.Runs.Remove(handle);
            unit.Batch.Deleted.Add(handle.Key);
            unit.Commit();
        }

        core.Services.Visibility.Delete(handle.Namespace, handle.WorkflowId, handle.RunId);
    }
}
