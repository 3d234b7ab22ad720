using Google.Protobuf;
using Mdlc.Engine.Histories.Activities;
using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.Starting;
using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Matching;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories.Tasks;

/// <summary>Workflow tasks on their way to workers and back.</summary>
internal sealed class WorkflowTasks(HistoryCore core, WorkflowTaskReplies replies, RunEnds ends, ActivityTasks activities)
{
    /// <summary>Hands a workflow task to a worker.</summary>
    /// <returns>The reply and what it waits for, or null when the task is no longer wanted.</returns>
    /// <param name="version">The worker's version; a run that is free to moves to it.</param>
    public (PollWorkflowTaskQueueResponse Response, Task Commit)? Start(
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
                core.Services.WakeUps.Set(run, WakeUps.Next(state));
                return null;
            }

            var moves = state.Version != version;
            if (moves && state.Behavior == VersioningBehavior.Pinned)
            {
                // A cache whose worker works for another version by now: the task goes to one of the run's.
                using var away = core.Begin();
                away.Open(run).RescheduleWorkflowTask();
                core.Commit(away, run);
                return null;
            }

            if (state.StickyQueue is not null && state.StickyQueue != queueName)
            {
                state.StickyQueue = null;
            }

            using var unit = core.Begin();
            var transaction = unit.Open(run);
            var target = core.Services.Deployments.Routing(RunQueues.NormalQueue(run)).Target(run.WorkflowId, state.UsesRampingVersion);
            transaction.StartWorkflowTask(identity, core.Services.NewId(), stamp, target);
            if (moves && !item.Task.IsSpeculative)
            {
                transaction.StartTransition(new(version, target.Version is null ? 0 : target.Revision));
            }

            var commit = unit.Commit();
            return (replies.Of(run, partial: state.StickyQueue is not null, resendsUpdates: true), Task.WhenAll(commit, run.LastCommit));
        }
    }

    /// <summary>The reply did not reach its worker: the task goes back to the queue, unless another reply carries it as well.</summary>
    public void Return(ByteString token)
    {
        var parsed = TaskToken.Decode(token);
        if (core.Runs.FindByKey(parsed.RunKey) is not { } handle)
        {
            return;
        }

        lock (handle.Workflow.Gate)
        {
            if (handle.Run is { State: { IsRunning: true, Task: { } task } } run && Matches(parsed, task) && --task.Holders == 0)
            {
                using var unit = core.Begin();
                var transaction = unit.Open(run);
                transaction.UndoStart();
                if (run.State.IsPaused)
                {
                    transaction.WithdrawWorkflowTask();
                }

                unit.Commit();
            }
        }
    }

    /// <summary>Takes a worker's answer to a workflow task.</summary>
    public (RespondWorkflowTaskCompletedResponse Response, Task Commit) Complete(RespondWorkflowTaskCompletedRequest request)
    {
        var token = TaskToken.Decode(request.TaskToken);
        CheckVersioning(request);
        var handle = FindTask(token);
        lock (handle.Workflow.Gate)
        {
            var run = Started(handle, token);
            using var unit = core.Begin();
            return new WorkflowTaskCompletion(core, replies, ends, activities, unit, run, request).Apply();
        }
    }

    private static void CheckVersioning(RespondWorkflowTaskCompletedRequest request)
    {
        if (request.VersioningBehavior != VersioningBehavior.Unspecified && request.DeploymentOptions?.WorkerVersioningMode != WorkerVersioningMode.Versioned)
        {
            throw ServiceException.InvalidArgument("versioning behavior cannot be specified without deployment options being set with versioned mode");
        }
    }

    public Task Fail(RespondWorkflowTaskFailedRequest request)
    {
        var token = TaskToken.Decode(request.TaskToken);
        var handle = FindTask(token);
        lock (handle.Workflow.Gate)
        {
            var run = Started(handle, token);
            using var unit = core.Begin();
            var transaction = unit.Open(run);
            if (request.Cause == WorkflowTaskFailedCause.GrpcMessageTooLarge)
            {
                // Any worker would answer alike.
                RunClosing.Terminate(transaction, request.Cause.ToString(), null, EngineServices.ServerIdentity);
                return core.Commit(unit, run);
            }

            transaction.FailWorkflowTask(new WorkflowTaskFailedEventAttributes
            {
                Cause = request.Cause,
                Failure = request.Failure,
                Identity = request.Identity,
                BinaryChecksum = request.BinaryChecksum,
            }, request.WorkerVersion);
            transaction.ScheduleWorkflowTask();
            return core.Commit(unit, run);
        }
    }

    /// <summary>The worker's cache is gone: the next task goes to the normal queue.</summary>
    public Task ResetSticky(string ns, string workflowId, string runId) =>
        core.Change(ns, workflowId, runId, static transaction => transaction.State.StickyQueue = null);

    /// <summary>A worker ends: its polls end, and what waits in its own queue goes to the normal one.</summary>
    public void ShutdownWorker(ShutdownWorkerRequest request)
    {
        if (request.WorkerInstanceKey.Length > 0)
        {
            core.Services.Matching.CancelWorker(request.Namespace, request.WorkerInstanceKey);
        }

        if (request.StickyTaskQueue.Length == 0)
        {
            return;
        }

        foreach (var task in core.Services.Matching.Unload(new(request.Namespace, request.StickyTaskQueue, TaskQueueType.Workflow)))
        {
            switch (task)
            {
                case WorkflowQueueTask item:
                    MoveToNormalQueue(item);
                    break;
                case QueryQueueTask query:
                    core.Services.Matching.Add(RunQueues.NormalQueue(query.Run), query.OnNormalQueue());
                    break;
            }
        }
    }

    private static bool Matches(TaskToken token, WorkflowTask task) =>
        task.IsStarted && task.StartedEventId == token.Start && task.Attempt == token.Attempt && task.StartNumber == token.Number;

    private RunHandle FindTask(TaskToken token) =>
        token.Epoch == core.Epoch && core.Runs.FindByKey(token.RunKey) is { } handle ? handle : throw ServiceException.NotFound("Workflow task not found.");

    /// <summary>The run, provided that the token's task is the one that is started in it.</summary>
    private WorkflowRun Started(RunHandle handle, TaskToken token)
    {
        var run = core.Runs.Load(handle);
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
            core.Services.SetWakeUp(item.Run);
        }

        core.Services.Matching.Add(RunQueues.WorkflowQueue(item.Run, item.Task), item);
    }
}
