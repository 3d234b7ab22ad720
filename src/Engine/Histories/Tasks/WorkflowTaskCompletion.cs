using Mdlc.Engine.Histories.Activities;
using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.Starting;
using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Histories.State.Updates;
using Mdlc.Engine.Histories.Tasks.Commands;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Matching;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories.Tasks;

/// <summary>One answer of a worker to a workflow task, taken in the order that Temporal prescribes.</summary>
internal sealed class WorkflowTaskCompletion
{
    private const string InlineRequestId = "request-from-RespondWorkflowTaskCompleted";

    private readonly HistoryCore _core;
    private readonly WorkflowTaskReplies _replies;
    private readonly RunEnds _ends;
    private readonly ActivityTasks _activities;
    private readonly UnitOfWork _unit;
    private readonly WorkflowRun _run;
    private readonly RunTransaction _transaction;
    private readonly RespondWorkflowTaskCompletedRequest _request;
    private readonly WorkflowTask _task;
    private readonly RespondWorkflowTaskCompletedResponse _response = new();

    public WorkflowTaskCompletion(
        HistoryCore core, WorkflowTaskReplies replies, RunEnds ends, ActivityTasks activities, UnitOfWork unit, WorkflowRun run, RespondWorkflowTaskCompletedRequest request)
    {
        (_core, _replies, _ends, _activities) = (core, replies, ends, activities);
        (_unit, _run, _request) = (unit, run, request);
        _transaction = unit.Open(run);
        _task = run.State.Task!;
    }

    private MutableState State => _run.State;

    /// <summary>An empty heartbeat: the worker still works on a local activity, and nothing has happened.</summary>
    private bool IsEmptyHeartbeat => _request.ForceCreateNewWorkflowTask && _request.Commands.Count == 0 && _request.Messages.Count == 0;

    public (RespondWorkflowTaskCompletedResponse Response, Task Commit) Apply()
    {
        if (State.IsPaused && _request.ForceCreateNewWorkflowTask)
        {
            throw ServiceException.FailedPrecondition("Workflow is paused and force create new workflow task is not allowed.");
        }

        var failure = new CommandValidator(_run, _unit.Services).Validate(_request.Commands, _request.Messages);
        if (failure is not null)
        {
            return Fail(failure);
        }

        if (IsEmptyHeartbeat && _transaction.Now > _task.OriginalScheduledTime + _unit.Services.Limits.WorkflowTaskHeartbeatTimeout)
        {
            return EndHeartbeats();
        }

        var executor = new CommandExecutor(_ends, _transaction, IsForNothing ? Discard() : Complete(), _request.Identity);
        executor.Execute(_request.Commands, _request.Messages);
        if (State.IsRunning)
        {
            if (!_request.ForceCreateNewWorkflowTask)
            {
                _run.Updates.RejectUnprocessed();
            }

            ScheduleNext(executor.NeedsWorkflowTask);
        }

        foreach (var activity in State.IsPaused ? [] : executor.EagerActivities)
        {
            _response.ActivityTasks.Add(_activities.StartEagerly(_transaction, activity, _request.Identity));
        }

        AnswerQueries();
        var commit = _core.Commit(_unit, _run);
        ScheduleForUpdates();
        UnblockQueries();
        if (State.Task is { IsStarted: true })
        {
            _response.WorkflowTask = _replies.Of(_run, partial: true, resendsUpdates: !_request.ForceCreateNewWorkflowTask);
        }

        return (_response, commit);
    }

    /// <summary>
    /// A speculative task that led to nothing but rejections: history need not know of it. Only a worker that can take events twice may
    /// have been shown any with it, and not too many, since the next task shows them again.
    /// </summary>
    private bool IsForNothing
    {
        get
        {
            var repeatable = _request.Capabilities?.DiscardSpeculativeWorkflowTaskWithEvents ?? false ? _unit.Services.Limits.DiscardSpeculativeEvents : 0;
            return _task.IsSpeculative && _request.Commands.Count == 0 && !_request.ForceCreateNewWorkflowTask
                && State.NextEventId <= State.PreviousStartedEventId + 2 + repeatable
                && _request.Messages.All(UpdateMessages.IsRejection);
        }
    }

    /// <returns>The id of no event: a task that is discarded has no commands.</returns>
    private long Discard()
    {
        _transaction.DiscardSpeculativeTask();
        SetSticky();
        _response.ResetHistoryEventId = State.PreviousStartedEventId;
        return 0;
    }

    private void AnswerQueries()
    {
        foreach (var (id, result) in _request.QueryResults)
        {
            _run.Queries.Answer(id, result);
        }
    }

    /// <summary>Without a further task nothing would carry the queries that are left: they are asked directly.</summary>
    private void UnblockQueries()
    {
        if (State.Task is null)
        {
            _run.Queries.UnblockAll();
        }
    }

    private long Complete()
    {
        var (wasMoving, behavior, version) = (State.IsInTransition, State.Behavior, State.Version);
        var completed = _transaction.CompleteWorkflowTask(new WorkflowTaskCompletedEventAttributes
        {
            Identity = _request.Identity,
            BinaryChecksum = _request.BinaryChecksum,
            WorkerVersion = _request.WorkerVersionStamp,
            SdkMetadata = _request.SdkMetadata,
            MeteringMetadata = _request.MeteringMetadata,
            WorkerDeploymentName = _request.DeploymentOptions?.DeploymentName ?? "",
            DeploymentVersion = DeploymentVersion.Of(_request.DeploymentOptions)?.ToMessage(),
            VersioningBehavior = _request.VersioningBehavior,
        });
        SetSticky();
        if (wasMoving && !State.IsInTransition)
        {
            _transaction.NoteRevision();
        }

        if ((wasMoving && !State.IsInTransition) || behavior != State.Behavior || version != State.Version)
        {
            // Those that came to workers while the run was on its way were put aside.
            _transaction.RescheduleActivities();
        }

        return completed;
    }

    private void SetSticky()
    {
        if (State.IsInTransition || (State.Behavior == VersioningBehavior.Pinned && State.Version != DeploymentVersion.Of(_request.DeploymentOptions)))
        {
            // Another worker is to go on with the run, be it because it was pinned elsewhere while this one had its task.
            State.StickyQueue = null;
            return;
        }

        var sticky = _request.StickyAttributes;
        State.StickyQueue = sticky?.WorkerTaskQueue?.Name is { Length: > 0 } name ? name : null;
        State.StickyScheduleToStart = sticky?.ScheduleToStartTimeout.OrZero() ?? TimeSpan.Zero;
    }

    private void ScheduleNext(bool needed)
    {
        // Without an inline task, updates have to travel by a normal one.
        needed |= !_request.ReturnNewWorkflowTask && _run.Updates.HasOutgoing(again: true);
        if (State.IsPaused)
        {
            return;
        }

        if (!_request.ForceCreateNewWorkflowTask && _run.Buffered.Count == 0 && !needed && !State.IsInTransition)
        {
            return;
        }

        DateTime? original = IsEmptyHeartbeat ? _task.OriginalScheduledTime : null;
        var isInline = _request.ReturnNewWorkflowTask && !State.IsInTransition;
        _transaction.ScheduleWorkflowTask(original, dispatch: !isInline);
        if (isInline)
        {
            _transaction.StartWorkflowTask(_request.Identity, InlineRequestId, _request.WorkerVersionStamp);
        }
    }

    /// <summary>Updates that came meanwhile go out with a speculative task, inside the reply, once everything else is written.</summary>
    private void ScheduleForUpdates()
    {
        if (!State.IsRunning || State.IsPaused || State.Task is not null || !_run.Updates.HasOutgoing(again: true))
        {
            return;
        }

        var unit = _core.Begin();
        var transaction = unit.Open(_run);
        transaction.ScheduleWorkflowTask(dispatch: false, speculative: true);
        transaction.StartWorkflowTask(_request.Identity, InlineRequestId, _request.WorkerVersionStamp);
        unit.Commit();
    }

    /// <summary>The batch is refused: nothing of it happens, and the next task tells the worker.</summary>
    private (RespondWorkflowTaskCompletedResponse Response, Task Commit) Fail(CommandFailure failure)
    {
        _run.Updates.Abort(UpdateAbortReason.WorkflowTaskFailed);
        if (_task.IsTransient && failure.Cause != WorkflowTaskFailedCause.UnhandledCommand)
        {
            // A worker that fails again and again is left to its timeout.
            throw ServiceException.InvalidArgument(failure.Text);
        }

        _transaction.FailWorkflowTask(new WorkflowTaskFailedEventAttributes
        {
            Cause = failure.Cause,
            Failure = new Failure { Message = failure.Text, ServerFailureInfo = new ServerFailureInfo() },
            Identity = _request.Identity,
            BinaryChecksum = _request.BinaryChecksum,
        }, _request.WorkerVersionStamp);
        if (failure.TerminatesWorkflow)
        {
            RunClosing.Terminate(_transaction, failure.Text, null, EngineServices.ServerIdentity);
        }
        else
        {
            _transaction.ScheduleWorkflowTask();
        }

        UnblockQueries();
        var commit = _core.Commit(_unit, _run);
        return (_response, ThrowAfter(commit, ServiceException.InvalidArgument(failure.Text)));
    }

    /// <summary>The worker has had its half hour: the task times out, and the workflow goes to another worker.</summary>
    private (RespondWorkflowTaskCompletedResponse Response, Task Commit) EndHeartbeats()
    {
        _transaction.TimeOutWorkflowTask(TimeoutType.StartToClose);
        State.StickyQueue = null;
        _transaction.ScheduleWorkflowTask();
        var commit = _core.Commit(_unit, _run);
        return (_response, ThrowAfter(commit, ServiceException.NotFound("workflow task heartbeat timeout")));
    }

    private static async Task ThrowAfter(Task commit, ServiceException exception)
    {
        await commit.ConfigureAwait(false);
        throw exception;
    }
}
