using Google.Protobuf;
using Grpc.Core;
using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Temporalio.Api.ErrorDetails.V1;
using Temporalio.Api.Query.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories.Reading;

/// <summary>Questions to workers about their workflows.</summary>
internal sealed class WorkflowQueries(HistoryCore core)
{
    private static readonly TimeSpan StickyPollerMemory = TimeSpan.FromSeconds(10);
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, QueryQueueTask> _directQueries = new(StringComparer.Ordinal);

    /// <summary>Asks a worker about the workflow: with its next workflow task if one is pending, directly otherwise.</summary>
    /// <param name="patience">How long the caller waits.</param>
    public async Task<QueryWorkflowResponse> Ask(QueryWorkflowRequest request, TimeSpan patience, CancellationToken cancellationToken)
    {
        core.Services.Namespaces.Get(request.Namespace);
        if (request.Query is null)
        {
            throw ServiceException.InvalidArgument("WorkflowQuery is not set on request.");
        }

        if (request.Query.QueryType.Length == 0)
        {
            throw ServiceException.InvalidArgument("QueryType is not set on request.");
        }

        RequestSizes.CheckBlob(core.Services.Limits, request.Query.QueryArgs);
        BufferedQuery? buffered = null;
        string id = "";
        WorkflowRun run;
        using (var scope = core.Runs.Enter(request.Namespace, request.Execution?.WorkflowId ?? "", request.Execution?.RunId ?? ""))
        {
            run = core.Runs.Load(scope.Handle);
            if (Rejects(request.QueryRejectCondition, run.State.Status))
            {
                return new QueryWorkflowResponse { QueryRejected = new QueryRejected { Status = run.State.Status } };
            }

            if (run.State.IsPaused)
            {
                return new QueryWorkflowResponse { QueryRejected = new QueryRejected { Status = WorkflowExecutionStatus.Paused } };
            }

            // The caller's patience is counted by another clock than the workflow's time.
            CheckQueryable(run.State, core.Services.NowIn(run).AddClamped(patience));
            if (!run.State.HasCompletedAnyTask || (run.State.IsRunning && run.State.Task is not null))
            {
                if (run.Queries.Count >= core.Services.Limits.BufferedQueries)
                {
                    throw ServiceException.ResourceExhausted(ResourceExhaustedCause.BusyWorkflow, "consistent query buffer is full, this may be caused by too many queries and workflow not able to process query fast enough");
                }

                (buffered, id) = (new BufferedQuery(request.Query), core.Services.NewId());
                run.Queries.Add(id, buffered);
            }
        }

        var result = buffered is null ? null : await AwaitBuffered(run, id, buffered, cancellationToken).ConfigureAwait(false);
        return Answer(result ?? await AskDirectly(run, request.Query, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The reply that asks a worker directly: no new events, all of history unless the worker has it.</summary>
    public PollWorkflowTaskQueueResponse? Start(QueryQueueTask item)
    {
        if (item.IsStale)
        {
            return null;
        }

        var run = item.Run;
        lock (run.Gate)
        {
            item.Id = core.Services.NewId();
            _directQueries[item.Id] = item;
            var response = new PollWorkflowTaskQueueResponse
            {
                TaskToken = QueryToken(item.Id),
                WorkflowExecution = run.Execution,
                WorkflowType = run.State.Started.WorkflowType,
                PreviousStartedEventId = run.State.PreviousStartedEventId,
                Attempt = 1,
                Query = item.Query,
                History = new History(),
                WorkflowExecutionTaskQueue = new TaskQueue { Name = run.State.TaskQueue, Kind = TaskQueueKind.Normal },
            };
            if (!item.Sticky)
            {
                var (events, next) = run.History.Page(1, run.History.NextEventId, HistoryPageToken.MaximumPage);
                response.History.Events.AddRange(events);
                if (next < run.History.NextEventId)
                {
                    response.NextPageToken = new HistoryPageToken(run.RunId, next, run.History.NextEventId, IncludesTransient: false).Encode();
                }
            }

            return response;
        }
    }

    public void Complete(RespondQueryTaskCompletedRequest request)
    {
        if (!Guid.TryParse(request.TaskToken.ToStringUtf8(), out _))
        {
            // A token of another task is none of a query that still waits; anything else is refused here.
            TaskToken.Decode(request.TaskToken);
        }

        if (!_directQueries.TryRemove(request.TaskToken.ToStringUtf8(), out var item))
        {
            throw ServiceException.NotFound("query task not found, or already expired");
        }

        item.Outcome.TrySetResult(new WorkflowQueryResult
        {
            ResultType = request.CompletedType,
            Answer = request.QueryResult,
            ErrorMessage = request.ErrorMessage,
            Failure = request.Failure,
        });
    }

    /// <summary>The namespace of the task that a token was handed out for; null when it is no such token, or what it was for is gone.</summary>
    public string? NamespaceOf(ByteString token) =>
        TaskToken.TryDecode(token) is { } task ? core.Runs.FindByKey(task.RunKey)?.Namespace
        : _directQueries.TryGetValue(token.ToStringUtf8(), out var query) ? query.Run.Namespace
        : null;

    private static ByteString QueryToken(string id) => ByteString.CopyFromUtf8(id);

    private static bool Rejects(QueryRejectCondition condition, WorkflowExecutionStatus status) => status != WorkflowExecutionStatus.Running && condition switch
    {
        QueryRejectCondition.NotOpen => true,
        QueryRejectCondition.NotCompletedCleanly => status != WorkflowExecutionStatus.Completed,
        _ => false,
    };

    private static void CheckQueryable(MutableState state, DateTime deadline)
    {
        if (!state.IsRunning && !state.HasCompletedAnyTask)
        {
            throw new ServiceException(StatusCode.FailedPrecondition, "Workflow execution closed before WorkflowTaskStarted event", new WorkflowNotReadyFailure());
        }

        if (!state.HadOrHasTask && state.FirstTaskTime > deadline)
        {
            throw new ServiceException(StatusCode.FailedPrecondition, "workflow task is not scheduled yet", new WorkflowNotReadyFailure());
        }

        if (state.TaskAttempt >= WorkflowTask.FailingAttempts)
        {
            throw new ServiceException(
                StatusCode.FailedPrecondition, "Unable to query workflow due to Workflow Task in failed state.", new WorkflowNotReadyFailure());
        }
    }

    private static QueryWorkflowResponse Answer(WorkflowQueryResult result) => result.ResultType == QueryResultType.Answered
        ? new QueryWorkflowResponse { QueryResult = result.Answer }
        : throw new ServiceException(StatusCode.InvalidArgument, result.ErrorMessage, new QueryFailedFailure { Failure = result.Failure });

    private static async Task<WorkflowQueryResult?> AwaitBuffered(WorkflowRun run, string id, BufferedQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return await query.Outcome.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (run.Gate)
            {
                run.Queries.Remove(id);
            }
        }
    }

    private async Task<WorkflowQueryResult> AskDirectly(WorkflowRun run, WorkflowQuery query, CancellationToken cancellationToken)
    {
        QueryQueueTask item;
        string queue;
        Task committed;
        lock (run.Gate)
        {
            committed = run.LastCommit;
            var sticky = run.State.StickyQueue is { } own
                && core.Services.Matching.HasPollerWithin(new(run.Namespace, own, TaskQueueType.Workflow), StickyPollerMemory)
                && core.Services.Deployments.Routing(RunQueues.NormalQueue(run)).KeepsSticky(RunQueues.Directive(run));
            item = new QueryQueueTask(run, query, sticky) { Directive = RunQueues.Directive(run) };
            queue = sticky ? run.State.StickyQueue! : run.State.TaskQueue;
        }

        await committed.WaitAsync(cancellationToken).ConfigureAwait(false);
        core.Services.Matching.Add(new(run.Namespace, queue, TaskQueueType.Workflow), item);
        try
        {
            return await item.Outcome.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            item.IsAbandoned = true;
            _directQueries.TryRemove(item.Id, out _);
        }
    }
}
