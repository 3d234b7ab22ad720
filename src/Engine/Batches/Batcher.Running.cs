using Google.Protobuf;
using Mdlc.Engine.Kernel;
using Microsoft.Extensions.Logging;

namespace Mdlc.Engine.Batches;

internal sealed partial class Batcher
{
    /// <summary>Carries out the batches, each beside the others, until it is told to stop; what is not finished then goes on after a restart.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Parallel.ForEachAsync(
                _work.Reader.ReadAllAsync(cancellationToken), new ParallelOptions { MaxDegreeOfParallelism = int.MaxValue, CancellationToken = cancellationToken }, WorkAsync).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    private async ValueTask WorkAsync(BatchJob job, CancellationToken cancellationToken)
    {
        try
        {
            var pace = new Pace(Services.Limits.BatchRps, Services.WallClock);
            Change(job, state => state.Expected is null ? state with { Expected = CountTargets(state) } : state);
            while (job.IsRunning)
            {
                await DoPageAsync(job, pace, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (InvalidVisibilityRequestException)
        {
            Change(job, state => Closed(state, BatchOperationState.Failed));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Services.Logger.LogError(e, "Batch operation {JobId} failed.", job.State.Request.JobId);
            Change(job, state => Closed(state, BatchOperationState.Failed));
        }
    }

    private long CountTargets(StoredBatch state) => BatchRequests.QueryOf(state.Request) is { Length: > 0 } query
        ? _workflows.Count(state.Request.Namespace, query).Count
        : BatchRequests.ExecutionsOf(state.Request).Count;

    /// <summary>Does a page, and writes that it was done: after a crash it is done anew from its begin.</summary>
    private async Task DoPageAsync(BatchJob job, Pace pace, CancellationToken cancellationToken)
    {
        var (executions, next) = Page(job.State);
        var (succeeded, failed) = (0L, 0L);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, Services.Limits.BatchConcurrency), CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(executions, options, async (execution, cancellationToken) =>
        {
            if (job.IsRunning)
            {
                _ = await _actions.DoAsync(job.State.Request, execution, pace, cancellationToken).ConfigureAwait(false)
                    ? Interlocked.Increment(ref succeeded)
                    : Interlocked.Increment(ref failed);
            }
        }).ConfigureAwait(false);
        Change(job, state =>
        {
            var done = state with { Succeeded = state.Succeeded + succeeded, Failed = state.Failed + failed, NextPage = next.ToByteArray() };
            return next.IsEmpty ? Closed(done, BatchOperationState.Completed) : done;
        });
        await job.LastCommit.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The executions that come next, and where the page after them begins: empty when there is none.</summary>
    private (IReadOnlyList<WorkflowExecution> Executions, ByteString Next) Page(StoredBatch state)
    {
        var named = BatchRequests.ExecutionsOf(state.Request);
        if (named.Count > 0)
        {
            var done = (int)(state.Succeeded + state.Failed);
            return ([.. named.Skip(done).Take(PageSize)], done + PageSize < named.Count ? ByteString.CopyFromUtf8("more") : ByteString.Empty);
        }

        var page = _workflows.List(state.Request.Namespace, BatchRequests.QueryOf(state.Request), PageSize, ByteString.CopyFrom(state.NextPage));
        return ([.. page.Records.Select(static row => new WorkflowExecution { WorkflowId = row.WorkflowId, RunId = row.RunId })], page.NextPageToken);
    }
}
