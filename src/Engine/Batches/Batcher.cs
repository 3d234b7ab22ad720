using System.Collections.Concurrent;
using System.Threading.Channels;
using Mdlc.Engine.Histories;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Storage;
using Mdlc.Engine.Visibility;
using Temporalio.Api.ErrorDetails.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Batches;

/// <summary>
/// Owner of all batch operations. It has no thread: <see cref="RunAsync"/> is a call from outside. After each page of executions, how far
/// a batch has come is written, so that a restart goes on there.
/// </summary>
internal sealed partial class Batcher
{
    private const string SettingPrefix = "batch/";

    /// <summary>Executions between two writes of how far a batch has come.</summary>
    private const int PageSize = 100;

    private readonly HistoryEngine _histories;
    private readonly VisibilityStore _workflows;
    private readonly VisibilityStore _batches;
    private readonly BatchActions _actions;
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<(string Namespace, string JobId), BatchJob> _jobs = new();
    private readonly Channel<BatchJob> _work = Channel.CreateUnbounded<BatchJob>(new UnboundedChannelOptions { SingleReader = true });

    /// <param name="workflows">What queries are asked of.</param>
    /// <param name="batches">Holds nothing but batch operations.</param>
    public Batcher(HistoryEngine histories, VisibilityStore workflows, VisibilityStore batches)
    {
        (_histories, _workflows, _batches) = (histories, workflows, batches);
        _actions = new BatchActions(histories);
    }

    private EngineServices Services => _histories.Services;

    /// <summary>Brings back what the database holds, after the histories; what was not finished goes on.</summary>
    public void Recover(IReadOnlyDictionary<string, byte[]> settings)
    {
        foreach (var (key, value) in settings)
        {
            if (key.StartsWith(SettingPrefix, StringComparison.Ordinal))
            {
                var job = new BatchJob(StoredBatch.Read(value));
                _jobs[(job.State.Request.Namespace, job.State.Request.JobId)] = job;
                _batches.Upsert(BatchViews.Row(job.State));
                if (job.IsRunning)
                {
                    _work.Writer.TryWrite(job);
                }
            }
        }
    }

    public Task Start(StartBatchOperationRequest request)
    {
        BatchRequests.Check(request);
        if (request.JobId.Length > Services.Limits.MaxIdLength)
        {
            throw ServiceException.InvalidArgument("WorkflowId exceeds length limit.");
        }

        lock (_gate)
        {
            if (_jobs.Values.Count(job => job.IsRunning && job.State.Request.Namespace == request.Namespace) >= Services.Limits.ConcurrentBatches)
            {
                throw ServiceException.ResourceExhausted(ResourceExhaustedCause.ConcurrentLimit, "Max concurrent batch operations is reached");
            }

            if (_jobs.TryGetValue((request.Namespace, request.JobId), out var present))
            {
                throw AlreadyStarted(present.State);
            }

            var job = new BatchJob(new StoredBatch
            {
                Request = request,
                Type = BatchRequests.TypeOf(request),
                RunId = Services.NewId(),
                RequestId = Services.NewId(),
                StartTime = Services.Now,
            });
            _jobs[(request.Namespace, request.JobId)] = job;
            lock (job.Gate)
            {
                Put(job, job.State, () => _work.Writer.TryWrite(job));
                return job.LastCommit;
            }
        }
    }

    /// <summary>Ends a batch where it stands.</summary>
    public Task Stop(StopBatchOperationRequest request)
    {
        BatchRequests.CheckJobId(request.JobId);
        if (request.Reason.Length == 0)
        {
            throw ServiceException.InvalidArgument("Reason is not set on request.");
        }

        var job = Find(request.Namespace, request.JobId);
        return Change(job, state => Closed(state, BatchOperationState.Failed)) ? job.LastCommit : throw ServiceException.WorkflowCompleted();
    }

    public async Task<DescribeBatchOperationResponse> Describe(DescribeBatchOperationRequest request)
    {
        BatchRequests.CheckJobId(request.JobId);
        var job = Find(request.Namespace, request.JobId);
        var (state, commit) = (job.State, job.LastCommit);
        await commit.ConfigureAwait(false);
        return BatchViews.Describe(state);
    }

    /// <exception cref="InvalidVisibilityRequestException">The page token is not valid.</exception>
    public ListBatchOperationsResponse List(ListBatchOperationsRequest request)
    {
        var size = request.PageSize is > 0 and <= VisibilityManager.MaxPageSize ? request.PageSize : VisibilityManager.MaxPageSize;
        var page = _batches.List(request.Namespace, "", size, request.NextPageToken);
        return new ListBatchOperationsResponse
        {
            OperationInfo = { page.Records.Select(row => _jobs.GetValueOrDefault((row.Namespace, row.WorkflowId))).OfType<BatchJob>().Select(job => BatchViews.Entry(job.State)) },
            NextPageToken = page.NextPageToken,
        };
    }

    /// <summary>Forgets closed batches that are older than their namespace's retention.</summary>
    /// <returns>Null: nothing waits for another moment than the next sweep.</returns>
    public DateTime? SweepRetention()
    {
        foreach (var job in _jobs.Values)
        {
            if (job.State.CloseTime is { } closed && Services.Namespaces.RetentionOf(job.State.Request.Namespace) is { } kept && Services.Now - closed > kept)
            {
                Forget(job);
            }
        }

        return null;
    }

    /// <summary>Ends and forgets all batches of a namespace.</summary>
    public void ForgetAll(string ns)
    {
        foreach (var job in _jobs.Values.Where(job => job.State.Request.Namespace == ns))
        {
            Change(job, state => Closed(state, BatchOperationState.Failed));
            Forget(job);
        }
    }

    /// <exception cref="ServiceException">There is none of that id; on Temporal, where it would be a workflow, that is what it says.</exception>
    private BatchJob Find(string ns, string jobId) => _jobs.GetValueOrDefault((ns, jobId)) ?? throw ServiceException.WorkflowNotFound(jobId);

    private StoredBatch Closed(StoredBatch state, BatchOperationState ending) => state with { State = ending, CloseTime = Services.Now };

    /// <summary>Replaces the state of a batch that runs.</summary>
    /// <returns>False when it does no longer.</returns>
    private bool Change(BatchJob job, Func<StoredBatch, StoredBatch> change)
    {
        lock (job.Gate)
        {
            if (!job.IsRunning)
            {
                return false;
            }

            Put(job, change(job.State), null);
            return true;
        }
    }

    private void Put(BatchJob job, StoredBatch state, Action? afterCommit)
    {
        job.State = state;
        var batch = new WriteBatch();
        batch.Settings.Add((Key(state), state.ToBytes()));
        job.LastCommit = Services.Journal.Append(batch, afterCommit);
        _batches.Upsert(BatchViews.Row(state));
    }

    private void Forget(BatchJob job)
    {
        var state = job.State;
        var batch = new WriteBatch();
        batch.Settings.Add((Key(state), null));
        Services.Journal.Append(batch, null);
        _batches.Delete(state.Request.Namespace, state.RunId);
        _jobs.TryRemove(KeyValuePair.Create((state.Request.Namespace, state.Request.JobId), job));
    }

    private static string Key(StoredBatch state) => $"{SettingPrefix}{state.RunId}";

    private static ServiceException AlreadyStarted(StoredBatch present)
    {
        var (verb, policy) = present.State == BatchOperationState.Running
            ? ("is already running", "")
            : ("already finished", " Workflow Id reuse policy: reject duplicate workflow Id.");
        return new ServiceException(
            Grpc.Core.StatusCode.AlreadyExists,
            $"Workflow execution {verb}. WorkflowId: {present.Request.JobId}, RunId: {present.RunId}.{policy}",
            new WorkflowExecutionAlreadyStartedFailure { StartRequestId = present.RequestId, RunId = present.RunId, FirstExecutionRunId = present.RunId });
    }
}
