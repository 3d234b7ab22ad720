using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.Signals;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Storage;
using Temporalio.Api.ErrorDetails.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories.Starting;

/// <summary>Starts of workflows, by the policies of their ids.</summary>
internal sealed class WorkflowStarts(HistoryCore core, RunCreation runs, WorkflowOptions options, WorkflowTaskReplies replies)
{
    /// <summary>The event with which the first task of a run begins that had nothing before it.</summary>
    private const long FirstTaskStart = 3;

    /// <summary>Starts a workflow by the id's policies.</summary>
    public (StartWorkflowExecutionResponse Response, Task Commit) Start(StartWorkflowExecutionRequest request)
    {
        StartRequests.Prepare(request, core.Services);
        using var scope = core.Runs.Enter(request.Namespace, request.WorkflowId);
        var workflow = scope.Workflow;
        using var unit = core.Begin();
        switch (Decide(workflow, request))
        {
            case WorkflowIdAction.ReturnDuplicate:
                var known = core.Runs.Load(workflow.Current!);
                var duplicate = known.Handle.RequestId == request.RequestId
                    ? ResponseAgain(known, request)
                    : AttachedResponse(known.Handle, request.RequestId);
                duplicate.Status = known.State.ShownStatus;
                return (duplicate, known.LastCommit);
            case WorkflowIdAction.UseExisting:
                return UseExisting(workflow.Current!, request, unit);
            case WorkflowIdAction.Refuse:
                throw AlreadyStarted(workflow.Current!, request.WorkflowIdReusePolicy);
            case WorkflowIdAction.RefuseTooFast:
                throw TooFast(workflow.Current!);
            case WorkflowIdAction.TerminateAndStart:
                return Restart(workflow, request, unit);
            default:
                return Answer(unit, StartNew(unit, workflow, request, core.Services.NewRunId()).Run);
        }
    }

    /// <summary>The answer to a start; with the first workflow task, where that was started for the caller.</summary>
    private (StartWorkflowExecutionResponse Response, Task Commit) Answer(UnitOfWork unit, WorkflowRun run)
    {
        var commit = core.Commit(unit, run);
        var response = Response(run.Handle, started: true);
        if (run.State is { IsRunning: true, Task.IsStarted: true })
        {
            response.EagerWorkflowTask = replies.Bare(run);
        }

        return (response, commit);
    }

    /// <summary>The answer to a start that came before. Who asks for the first workflow task may not have heard that it is his: he is told again.</summary>
    private StartWorkflowExecutionResponse ResponseAgain(WorkflowRun run, StartWorkflowExecutionRequest request)
    {
        var response = Response(run.Handle, started: true);
        if (request.RequestEagerExecution && run.State is { IsRunning: true, Task: { StartedEventId: FirstTaskStart, Attempt: 1 } task })
        {
            task.Holders++;
            response.EagerWorkflowTask = replies.Bare(run);
        }

        return response;
    }

    /// <summary>Signals the running workflow of the id, or starts one and signals it.</summary>
    /// <param name="evenWhileClosing">True for a caller that could not ask again.</param>
    public (SignalWithStartWorkflowExecutionResponse Response, Task Commit) SignalWithStart(
        SignalWithStartWorkflowExecutionRequest request, bool evenWhileClosing = false)
    {
        var start = SignalWithStartRequests.Prepare(request, core.Services);
        using var scope = core.Runs.Enter(request.Namespace, request.WorkflowId);
        var workflow = scope.Workflow;
        using var unit = core.Begin();
        var running = workflow.Current is { Status: WorkflowExecutionStatus.Running };
        if (running && start.WorkflowIdConflictPolicy != WorkflowIdConflictPolicy.TerminateExisting
            && start.WorkflowIdReusePolicy != WorkflowIdReusePolicy.TerminateIfRunning)
        {
            return SignalRunning(workflow.Current!, request, unit, evenWhileClosing);
        }

        switch (Decide(workflow, start))
        {
            case WorkflowIdAction.ReturnDuplicate:
                return (SignalResponse(workflow.Current!, request.RequestId, started: true), core.Runs.Load(workflow.Current!).LastCommit);
            case WorkflowIdAction.Refuse:
                throw AlreadyStarted(workflow.Current!, start.WorkflowIdReusePolicy);
            case WorkflowIdAction.RefuseTooFast:
                throw TooFast(workflow.Current!);
            case WorkflowIdAction.TerminateAndStart:
                TerminateForRestart(unit, workflow, out var runId);
                return StartSignalled(unit, workflow, start, request, runId);
            default:
                return StartSignalled(unit, workflow, start, request, core.Services.NewId());
        }
    }

    public static StartWorkflowExecutionResponse Response(RunHandle handle, bool started) => new()
    {
        RunId = handle.RunId,
        FirstExecutionRunId = handle.FirstRunId,
        Started = started,
        Status = handle.Status,
        Link = new Link
        {
            WorkflowEvent = new Link.Types.WorkflowEvent
            {
                Namespace = handle.Namespace,
                WorkflowId = handle.WorkflowId,
                RunId = handle.RunId,
                EventRef = new() { EventId = 1, EventType = EventType.WorkflowExecutionStarted },
            },
        },
    };

    private static SignalWithStartWorkflowExecutionResponse SignalResponse(RunHandle handle, string requestId, bool started) => new()
    {
        RunId = handle.RunId,
        FirstExecutionRunId = handle.FirstRunId,
        Started = started,
        SignalLink = SignalEvents.LinkTo(handle, requestId),
    };

    public static ServiceException AlreadyStarted(RunHandle current, WorkflowIdReusePolicy reuse)
    {
        var why = current.Status == WorkflowExecutionStatus.Running
            ? $"Workflow execution is already running. WorkflowId: {current.WorkflowId}, RunId: {current.RunId}."
            : reuse == WorkflowIdReusePolicy.AllowDuplicateFailedOnly
                ? $"Workflow execution already finished successfully. WorkflowId: {current.WorkflowId}, RunId: {current.RunId}."
                    + " Workflow Id reuse policy: allow duplicate workflow Id if last run failed."
                : $"Workflow execution already finished. WorkflowId: {current.WorkflowId}, RunId: {current.RunId}."
                    + " Workflow Id reuse policy: reject duplicate workflow Id.";
        return new ServiceException(Grpc.Core.StatusCode.AlreadyExists, why, new WorkflowExecutionAlreadyStartedFailure
        {
            StartRequestId = current.RequestId,
            RunId = current.RunId,
            FirstExecutionRunId = current.FirstRunId,
        });
    }

    public ServiceException TooFast(RunHandle current)
    {
        var verb = current.Status == WorkflowExecutionStatus.Running ? "restarts" : "starts";
        var since = (long)(core.Services.Now - current.StartTime).TotalMilliseconds;
        return ServiceException.ResourceExhausted(
            ResourceExhaustedCause.BusyWorkflow, $"Too many {verb} for workflow {current.WorkflowId}. Time since last start: {since} ms");
    }

    public WorkflowIdAction Decide(WorkflowHandle workflow, StartWorkflowExecutionRequest request) => workflow.Current is not { } current
        ? WorkflowIdAction.Start
        : WorkflowIdPolicies.Decide(
            current.Status,
            current.RequestId == request.RequestId || (current.Run?.State.StartRequestIds.ContainsKey(request.RequestId) ?? false),
            request.WorkflowIdReusePolicy,
            request.WorkflowIdConflictPolicy,
            core.Services.Now - current.StartTime,
            core.Services.Limits.WorkflowIdReuseMinimalInterval);

    public RunTransaction StartNew(UnitOfWork unit, WorkflowHandle workflow, StartWorkflowExecutionRequest request, string runId)
    {
        var attributes = StartRequests.Attributes(request, runId, unit.Now);
        var transaction = runs.Create(unit, workflow, runId, request.RequestId, attributes, request.UserMetadata, request.Links);
        transaction.EnsureWorkflowTask();
        if (attributes.EagerExecutionAccepted)
        {
            transaction.StartWorkflowTask(request.Identity, request.RequestId, null);
        }

        options.Reactivate(request.Namespace, attributes.VersioningOverride);
        return transaction;
    }

    private (StartWorkflowExecutionResponse Response, Task Commit) Restart(WorkflowHandle workflow, StartWorkflowExecutionRequest request, UnitOfWork unit)
    {
        TerminateForRestart(unit, workflow, out var runId);
        return Answer(unit, StartNew(unit, workflow, request, runId).Run);
    }

    public void TerminateForRestart(UnitOfWork unit, WorkflowHandle workflow, out string newRunId)
    {
        newRunId = core.Services.NewRunId();
        var old = core.Runs.Load(workflow.Current!);
        RunClosing.Terminate(
            unit.Open(old), "TerminateIfRunning WorkflowIdReusePolicy",
            PayloadValues.TextPayloads($"terminated by new runID: {newRunId}"), EngineServices.ServerIdentity);
        core.Runs.KeepClosed(old.Handle);
    }

    /// <summary>Answers with the running workflow; what the caller wants attached to it becomes an event.</summary>
    private (StartWorkflowExecutionResponse Response, Task Commit) UseExisting(RunHandle current, StartWorkflowExecutionRequest request, UnitOfWork unit)
    {
        var run = core.Runs.Load(current);
        if (request.OnConflictOptions is not { } options || (!options.AttachRequestId && !options.AttachCompletionCallbacks && !options.AttachLinks))
        {
            return (Response(current, started: false), run.LastCommit);
        }

        var attributes = new WorkflowExecutionOptionsUpdatedEventAttributes();
        if (options.AttachRequestId)
        {
            attributes.AttachedRequestId = request.RequestId;
        }

        if (options.AttachCompletionCallbacks)
        {
            attributes.AttachedCompletionCallbacks.AddRange(request.CompletionCallbacks);
        }

        var updated = new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionOptionsUpdated,
            WorkerMayIgnore = true,
            WorkflowExecutionOptionsUpdatedEventAttributes = attributes,
        };
        if (options.AttachLinks)
        {
            updated.Links.AddRange(request.Links);
        }

        unit.Open(run).Add(updated);
        return (AttachedResponse(current, request.RequestId), core.Commit(unit, run));
    }

    private static StartWorkflowExecutionResponse AttachedResponse(RunHandle current, string requestId)
    {
        var response = Response(current, started: false);
        response.Link.WorkflowEvent.RequestIdRef = new() { RequestId = requestId, EventType = EventType.WorkflowExecutionOptionsUpdated };
        return response;
    }

    private (SignalWithStartWorkflowExecutionResponse Response, Task Commit) SignalRunning(
        RunHandle current, SignalWithStartWorkflowExecutionRequest request, UnitOfWork unit, bool evenWhileClosing)
    {
        var run = core.Runs.Load(current);
        var transaction = unit.Open(run);
        SignalEvents.Refuse(core.Services.Limits, run.State, evenWhileClosing);
        if (transaction.Serve(request.RequestId))
        {
            transaction.Add(SignalEvents.Signaled(request.SignalName, request.SignalInput, request.Identity, request.Header, request.RequestId, request.Links));
            // A second signal-with-start does not wait for the first one's start delay.
            if (run.State.Task is null)
            {
                transaction.ScheduleWorkflowTask();
            }
        }

        return (SignalResponse(current, request.RequestId, started: false), core.Commit(unit, run));
    }

    private (SignalWithStartWorkflowExecutionResponse Response, Task Commit) StartSignalled(
        UnitOfWork unit, WorkflowHandle workflow, StartWorkflowExecutionRequest start, SignalWithStartWorkflowExecutionRequest request, string runId)
    {
        var attributes = StartRequests.Attributes(start, runId, unit.Now);
        var transaction = runs.Create(unit, workflow, runId, start.RequestId, attributes, start.UserMetadata, start.Links);
        transaction.Serve(request.RequestId);
        transaction.Add(SignalEvents.Signaled(request.SignalName, request.SignalInput, request.Identity, request.Header, request.RequestId, request.Links));
        transaction.EnsureWorkflowTask();
        return (SignalResponse(transaction.Run.Handle, request.RequestId, started: true), core.Commit(unit, transaction.Run));
    }

    /// <summary>
    /// Starts a workflow by its id's reuse policy, together with what the caller writes into the same commit: both reach the disk, or
    /// neither does. The caller may hold a gate of its own that no holder of a workflow id's gate ever waits for.
    /// </summary>
    /// <exception cref="ServiceException">The request is not valid, or the id's policy forbids the start.</exception>
    public Task StartAlongside(StartWorkflowExecutionRequest request, Action<RunHandle, WriteBatch> alongside)
    {
        StartRequests.Prepare(request, core.Services);
        using var scope = core.Runs.Enter(request.Namespace, request.WorkflowId);
        var policy = request.WorkflowIdReusePolicy;
        if (scope.Workflow.Current is { } current
            && WorkflowIdPolicies.Decide(current.Status, false, policy, WorkflowIdConflictPolicy.Fail, TimeSpan.MaxValue, TimeSpan.Zero) != WorkflowIdAction.Start)
        {
            throw AlreadyStarted(current, policy);
        }

        using var unit = core.Begin();
        var run = StartNew(unit, scope.Workflow, request, core.Services.NewRunId()).Run;
        alongside(run.Handle, unit.Batch);
        return core.Commit(unit, run);
    }
}
