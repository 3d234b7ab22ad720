using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Histories.Transactions;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories.Reading;

/// <summary>What clients and workers read of runs: pages of a history, and a description.</summary>
internal sealed class HistoryReads(HistoryCore core)
{
    /// <summary>One page of a history, waiting for a new event if asked to.</summary>
    /// <param name="forWorker">The reader must see the events of a workflow task that history does not show.</param>
    public async Task<GetWorkflowExecutionHistoryResponse> GetHistory(
        GetWorkflowExecutionHistoryRequest request, bool forWorker, CancellationToken cancellationToken)
    {
        core.Services.Namespaces.Get(request.Namespace);
        var token = request.NextPageToken.IsEmpty ? default(HistoryPageToken?) : HistoryPageToken.Decode(request.NextPageToken);
        RunHandle? handle = null;
        var closeOnly = request.HistoryEventFilterType == HistoryEventFilterType.CloseEvent;
        var wait = request.WaitNewEvent;
        while (true)
        {
            Task changed;
            Task committed;
            GetWorkflowExecutionHistoryResponse? page;
            using (var scope = handle is null
                ? core.Runs.Enter(request.Namespace, request.Execution?.WorkflowId ?? "", token?.RunId ?? request.Execution?.RunId ?? "")
                : RunScope.Of(handle))
            {
                handle = scope.Handle;
                var run = core.Runs.Load(handle);
                (changed, committed) = (run.NextChange(), run.LastCommit);
                page = closeOnly ? ClosePage(run, wait) : HistoryPage(run, token, request.MaximumPageSize, wait, forWorker);
            }

            if (page is not null)
            {
                await committed.WaitAsync(cancellationToken).ConfigureAwait(false);
                return page;
            }

            if (!await core.Services.Wait(changed, core.Services.Limits.HistoryLongPoll, cancellationToken).ConfigureAwait(false))
            {
                return new GetWorkflowExecutionHistoryResponse
                {
                    History = new History(),
                    NextPageToken = (token ?? new HistoryPageToken(handle.RunId, 1, 0, false)).Encode(),
                };
            }
        }
    }

    public async Task<GetWorkflowExecutionHistoryReverseResponse> GetHistoryReverse(GetWorkflowExecutionHistoryReverseRequest request)
    {
        core.Services.Namespaces.Get(request.Namespace);
        var token = request.NextPageToken.IsEmpty ? default(HistoryPageToken?) : HistoryPageToken.Decode(request.NextPageToken);
        var response = new GetWorkflowExecutionHistoryReverseResponse { History = new History() };
        Task committed;
        using (var scope = core.Runs.Enter(request.Namespace, request.Execution?.WorkflowId ?? "", token?.RunId ?? request.Execution?.RunId ?? ""))
        {
            var run = core.Runs.Load(scope.Handle);
            committed = run.LastCommit;
            var (events, next) = run.History.PageBackwards(token?.Next ?? run.History.NextEventId - 1, PageSize(request.MaximumPageSize));
            response.History.Events.AddRange(events);
            if (next > 0)
            {
                response.NextPageToken = new HistoryPageToken(run.RunId, next, 0, false).Encode();
            }
        }

        await committed.ConfigureAwait(false);
        return response;
    }

    public async Task<DescribeWorkflowExecutionResponse> Describe(DescribeWorkflowExecutionRequest request)
    {
        core.Services.Namespaces.Get(request.Namespace);
        DescribeWorkflowExecutionResponse response;
        Task committed;
        using (var scope = core.Runs.Enter(request.Namespace, request.Execution?.WorkflowId ?? "", request.Execution?.RunId ?? ""))
        {
            var run = core.Runs.Load(scope.Handle);
            committed = run.LastCommit;
            response = new DescribeWorkflowExecutionResponse
            {
                ExecutionConfig = RunDescription.Config(run.State),
                WorkflowExecutionInfo = RunDescription.Info(run),
                WorkflowExtendedInfo = RunDescription.ExtendedInfo(run, core.Services.NowIn(run)),
                PendingWorkflowTask = RunDescription.Task(run.State),
            };
            response.PendingActivities.AddRange(run.State.Activities.Values.Select(activity => ActivityDescription.Of(activity, core.Services.NowIn(run))));
            response.PendingChildren.AddRange(run.State.Children.Values.Select(RunDescription.Child));
        }

        await committed.ConfigureAwait(false);
        return response;
    }

    private static int PageSize(int asked) => asked <= 0 || asked > HistoryPageToken.MaximumPage ? HistoryPageToken.MaximumPage : asked;

    private static GetWorkflowExecutionHistoryResponse? ClosePage(WorkflowRun run, bool wait)
    {
        if (run.State.IsRunning)
        {
            return wait ? null : new GetWorkflowExecutionHistoryResponse { History = new History() };
        }

        return new GetWorkflowExecutionHistoryResponse { History = new History { Events = { run.State.CloseEvent } } };
    }

    /// <returns>The page, or null when there is nothing new and the caller wants to wait.</returns>
    private static GetWorkflowExecutionHistoryResponse? HistoryPage(WorkflowRun run, HistoryPageToken? token, int pageSize, bool wait, bool forWorker)
    {
        var from = token?.Next ?? 1;
        var end = token is { End: > 0 } bounded ? bounded.End : run.History.NextEventId;
        if (wait && from >= end && run.State.IsRunning)
        {
            return null;
        }

        var (events, next) = run.History.Page(from, end, PageSize(pageSize));
        var response = new GetWorkflowExecutionHistoryResponse { History = new History { Events = { events } } };
        if (next < end)
        {
            response.NextPageToken = new HistoryPageToken(run.RunId, next, token is { End: > 0 } ? end : wait ? 0 : end, token?.IncludesTransient ?? forWorker).Encode();
        }
        else if (wait && run.State.IsRunning)
        {
            response.NextPageToken = new HistoryPageToken(run.RunId, next, 0, false).Encode();
        }
        else if ((token?.IncludesTransient ?? forWorker) && run.State.Task is { IsInHistory: false })
        {
            AddTransient(run, response);
        }

        return response;
    }

    /// <summary>A worker that reads the whole history must find the events of its transient or speculative task at its end.</summary>
    private static void AddTransient(WorkflowRun run, GetWorkflowExecutionHistoryResponse response)
    {
        if (response.History.Events.Count == 0 || response.History.Events[^1].EventId == run.State.Task!.ScheduledEventId - 1)
        {
            response.History.Events.AddRange(RunTransaction.TransientEvents(run.State, ""));
        }
    }
}
