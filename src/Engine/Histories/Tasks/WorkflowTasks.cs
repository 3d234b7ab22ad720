using Google.Protobuf;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Matching;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories;

internal sealed partial class HistoryEngine
{
    private const int MaximumPage = 256;

    /// <summary>Distinguishes this life of the server from earlier ones.</summary>
    private long Epoch { get; set; }

    /// <summary>Hands a workflow task to a worker.</summary>
    /// <returns>The reply and what it waits for, or null when the task is no longer wanted.</returns>
    /// <param name="version">The worker's version; a run that is free to moves to it.</param>
    public (PollWorkflowTaskQueueResponse Response, Task Commit)? StartWorkflowTask(
        WorkflowQueueTask item, string queueName, string identity, WorkerVersionStamp? stamp, DeploymentVersion? version = null)
    {
        var run = item.Run;
        lock (run.Gate)
        {
            if (item.IsStale)
            {
                return null;
            }

            var state = run.State;
            if (item.Task.IsSpeculative && !run.Updates.HasOutgoing(again: true))
            {
                // Its updates are gone, and it is for nothing else.
                state.Task = null;
                _services.WakeUps.Set(run, WakeUps.Next(state));
                return null;
            }

            var moves = state.Version != version;
            if (moves && state.Behavior == VersioningBehavior.Pinned)
            {
                // A cache whose worker works for another version by now: the task goes to one of the run's.
                using var away = Begin();
                away.Open(run).RescheduleWorkflowTask();
                Commit(away, run);
                return null;
            }

            if (state.StickyQueue is not null && state.StickyQueue != queueName)
            {
                state.StickyQueue = null;
            }

            using var unit = Begin();
            var transaction = unit.Open(run);
            var target = _services.Deployments.Routing(RunQueues.NormalQueue(run)).Target(run.WorkflowId, state.UsesRampingVersion);
            transaction.StartWorkflowTask(identity, _services.NewId(), stamp, target);
            if (moves && !item.Task.IsSpeculative)
            {
                transaction.StartTransition(new(version, target.Version is null ? 0 : target.Revision));
            }

            var commit = unit.Commit();
            return (TaskResponse(run, partial: state.StickyQueue is not null, resendsUpdates: true), Task.WhenAll(commit, run.LastCommit));
        }
    }

    /// <summary>The reply did not reach its worker: the task goes back to the queue.</summary>
    public void ReturnWorkflowTask(ByteString token)
    {
        var parsed = TaskToken.Decode(token);
        if (Runs.FindByKey(parsed.RunKey) is not { } handle)
        {
            return;
        }

        lock (handle.Workflow.Gate)
        {
            if (handle.Run is { State: { IsRunning: true, Task: { } task } } run && Matches(parsed, task))
            {
                using var unit = Begin();
                unit.Open(run).UndoStart();
                unit.Commit();
            }
        }
    }

    /// <summary>Takes a worker's answer to a workflow task.</summary>
    public (RespondWorkflowTaskCompletedResponse Response, Task Commit) CompleteWorkflowTask(RespondWorkflowTaskCompletedRequest request)
    {
        var token = TaskToken.Decode(request.TaskToken);
        CheckVersioning(request);
        var handle = FindTask(token);
        lock (handle.Workflow.Gate)
        {
            var run = Started(handle, token);
            using var unit = Begin();
            return new WorkflowTaskCompletion(this, unit, run, request).Apply();
        }
    }

    private static void CheckVersioning(RespondWorkflowTaskCompletedRequest request)
    {
        if (request.VersioningBehavior != VersioningBehavior.Unspecified && request.DeploymentOptions?.WorkerVersioningMode != WorkerVersioningMode.Versioned)
        {
            throw ServiceException.InvalidArgument("versioning behavior cannot be specified without deployment options being set with versioned mode");
        }
    }

    public Task FailWorkflowTask(RespondWorkflowTaskFailedRequest request)
    {
        var token = TaskToken.Decode(request.TaskToken);
        var handle = FindTask(token);
        lock (handle.Workflow.Gate)
        {
            var run = Started(handle, token);
            using var unit = Begin();
            var transaction = unit.Open(run);
            if (request.Cause == WorkflowTaskFailedCause.GrpcMessageTooLarge)
            {
                // Any worker would answer alike.
                Terminate(transaction, request.Cause.ToString(), null, ServerIdentity);
                return Commit(unit, run);
            }

            transaction.FailWorkflowTask(new WorkflowTaskFailedEventAttributes
            {
                Cause = request.Cause,
                Failure = request.Failure,
                Identity = request.Identity,
                BinaryChecksum = request.BinaryChecksum,
            }, request.WorkerVersion);
            transaction.ScheduleWorkflowTask();
            return Commit(unit, run);
        }
    }

    /// <summary>The worker's cache is gone: the next task goes to the normal queue.</summary>
    public Task ResetSticky(string ns, string workflowId, string runId) =>
        Change(ns, workflowId, runId, static transaction => transaction.State.StickyQueue = null);

    /// <summary>A worker ends: its polls end, and what waits in its own queue goes to the normal one.</summary>
    public void ShutdownWorker(ShutdownWorkerRequest request)
    {
        if (request.WorkerInstanceKey.Length > 0)
        {
            _services.Matching.CancelWorker(request.Namespace, request.WorkerInstanceKey);
        }

        if (request.StickyTaskQueue.Length == 0)
        {
            return;
        }

        foreach (var task in _services.Matching.Unload(new(request.Namespace, request.StickyTaskQueue, TaskQueueType.Workflow)))
        {
            switch (task)
            {
                case WorkflowQueueTask item:
                    MoveToNormalQueue(item);
                    break;
                case QueryQueueTask query:
                    _services.Matching.Add(RunQueues.NormalQueue(query.Run), query.OnNormalQueue());
                    break;
            }
        }
    }

    /// <summary>The reply that carries the started task: its part of history, and the queries and updates that wait for it.</summary>
    /// <param name="resendsUpdates">False while a heartbeating worker still has those that an earlier task carried.</param>
    internal PollWorkflowTaskQueueResponse TaskResponse(WorkflowRun run, bool partial, bool resendsUpdates)
    {
        var (state, task) = (run.State, run.State.Task!);
        var from = partial ? state.PreviousStartedEventId + 1 : 1;
        var (events, next) = run.History.Page(from, run.History.NextEventId, MaximumPage);
        var response = new PollWorkflowTaskQueueResponse
        {
            TaskToken = new TaskToken(Epoch, run.Key, task.ScheduledEventId, task.Attempt, task.StartedEventId, task.StartNumber).Encode(),
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

        foreach (var (id, query) in run.Queries.Waiting)
        {
            response.Queries[id] = query.Query;
        }

        response.Messages.AddRange(run.Updates.Send(resendsUpdates, task.StartedEventId));
        return response;
    }

    private static bool Matches(TaskToken token, WorkflowTask task) =>
        task.IsStarted && task.StartedEventId == token.Start && task.Attempt == token.Attempt && task.StartNumber == token.Number;

    private RunHandle FindTask(TaskToken token) =>
        token.Epoch == Epoch && Runs.FindByKey(token.RunKey) is { } handle ? handle : throw ServiceException.NotFound("Workflow task not found.");

    /// <summary>The run, provided that the token's task is the one that is started in it.</summary>
    private WorkflowRun Started(RunHandle handle, TaskToken token)
    {
        var run = Runs.Load(handle);
        return run.State.IsRunning && run.State.Task is { } task && Matches(token, task)
            ? run
            : throw ServiceException.NotFound("Workflow task not found.");
    }

    private void MoveToNormalQueue(WorkflowQueueTask item)
    {
        lock (item.Run.Gate)
        {
            if (item.IsStale)
            {
                return;
            }

            item.Task.OnStickyQueue = false;
            item.Task.ScheduleToStartTimeout = null;
            item.Task.QueueName = item.Run.State.TaskQueue;
            item.Run.State.StickyQueue = null;
            _services.SetWakeUp(item.Run);
        }

        _services.Matching.Add(RunQueues.WorkflowQueue(item.Run, item.Task), item);
    }
}
