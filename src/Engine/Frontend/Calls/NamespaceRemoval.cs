using Mdlc.Engine.Batches;
using Mdlc.Engine.Histories;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Schedules;
using Microsoft.Extensions.Logging;

namespace Mdlc.Engine.Frontend.Calls;

/// <summary>
/// Deletes namespaces with all that is in them. A mark is written first: from then on nobody gets in, and what was begun is finished, after
/// a restart too. The name is free when all is gone.
/// </summary>
internal sealed class NamespaceRemoval(
    HistoryEngine engine, Scheduler scheduler, Batcher batcher, SearchAttributeSettings attributes, TaskQueueSettings taskQueues)
{
    /// <summary>How much of a namespace's id Temporal puts into the name that it has until it is gone.</summary>
    private const int SuffixLength = 5;

    private NamespaceRegistry Namespaces => engine.Services.Namespaces;

    /// <returns>The name that a deleted namespace has on Temporal until it is gone.</returns>
    public async Task<string> Delete(string name, CancellationToken cancellationToken)
    {
        if (!Namespaces.TryGet(name, out var ns))
        {
            throw ServiceException.NamespaceNotFound(name);
        }

        var marked = ns.Clone();
        marked.NamespaceInfo.State = NamespaceState.Deleted;
        await Namespaces.Put(marked).WaitAsync(cancellationToken).ConfigureAwait(false);
        await Empty(name, cancellationToken).ConfigureAwait(false);
        return $"{name}-deleted-{ns.NamespaceInfo.Id[..SuffixLength]}";
    }

    /// <summary>Finishes what a life before had begun. It does not throw: where it fails, or is told to stop, the mark stays for the next life.</summary>
    public async Task Resume(CancellationToken cancellationToken)
    {
        foreach (var ns in Namespaces.All.Where(static ns => ns.NamespaceInfo.State == NamespaceState.Deleted).ToList())
        {
            try
            {
                await Empty(ns.NamespaceInfo.Name, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                engine.Services.Logger.LogError(e, "Namespace {Namespace} could not be deleted; the next start tries again.", ns.NamespaceInfo.Name);
            }
        }
    }

    private async Task Empty(string name, CancellationToken cancellationToken)
    {
        batcher.ForgetAll(name);
        scheduler.DeleteAll(name);
        engine.Services.Matching.CancelWorker(name, "");
        await engine.Deletions.DeleteAll(name, cancellationToken).ConfigureAwait(false);
        _ = attributes.Forget(name);
        taskQueues.Forget(name);
        engine.Services.Deployments.Forget(name);
        await Namespaces.Remove(name).WaitAsync(cancellationToken).ConfigureAwait(false);

        // A child whose parent had seen the namespace before the mark may have come in late.
        await engine.Deletions.DeleteAll(name, cancellationToken).ConfigureAwait(false);
    }
}
