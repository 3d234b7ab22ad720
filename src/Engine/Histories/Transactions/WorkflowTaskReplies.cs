using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Kernel;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories.Transactions;

/// <summary>What a worker gets with a workflow task.</summary>
internal sealed class WorkflowTaskReplies(HistoryCore core)
{
    /// <summary>The reply that carries the started task: its part of history, and the queries and updates that wait for it.</summary>
    /// <param name="resendsUpdates">False while a heartbeating worker still has those that an earlier task carried.</param>
    public PollWorkflowTaskQueueResponse Of(WorkflowRun run, bool partial, bool resendsUpdates)
    {
        var response = Bare(run, partial);
        foreach (var (id, query) in run.Queries.Waiting)
        {
            response.Queries[id] = query.Query;
        }

        response.Messages.AddRange(run.Updates.Send(resendsUpdates, run.State.Task!.StartedEventId));
        return response;
    }

    /// <summary>The reply with the started task and nothing that may wait for it.</summary>
    public PollWorkflowTaskQueueResponse Bare(WorkflowRun run, bool partial = false)
    {
        var (state, task) = (run.State, run.State.Task!);
        var from = partial ? state.PreviousStartedEventId + 1 : 1;
        var (events, next) = run.History.Page(from, run.History.NextEventId, HistoryPageToken.MaximumPage);
        var response = new PollWorkflowTaskQueueResponse
        {
            TaskToken = new TaskToken(core.Epoch, run.Key, task.ScheduledEventId, task.Attempt, task.StartedEventId, task.StartNumber).Encode(),
            WorkflowExecution = run.Execution,
            WorkflowType = state.Started.WorkflowType,
            PreviousStartedEventId = state.PreviousStartedEventId,
            StartedEventId = task.StartedEventId,
            Attempt = task.Attempt,
            History = new History(),
            WorkflowExecutionTaskQueue = new TaskQueue { Name = state.TaskQueue, Kind = TaskQueueKind.Normal },
            ScheduledTime = task.ScheduledTime.ToTimestamp(),
            StartedTime = task.StartedTime.ToTimestamp(),
        };
        response.History.Events.AddRange(events);
        if (next < run.History.NextEventId)
        {
            response.NextPageToken = new HistoryPageToken(run.RunId, next, run.History.NextEventId, IncludesTransient: !task.IsInHistory).Encode();
        }
        else if (!task.IsInHistory)
        {
            response.History.Events.AddRange(RunTransaction.TransientEvents(state, task.Identity));
        }

        return response;
    }
}
