using Mdlc.Engine.Kernel;
using Temporalio.Api.ErrorDetails.V1;
using Temporalio.Api.Sdk.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories;

internal sealed partial class HistoryEngine
{
    /// <summary>Starts a workflow by the id's policies.</summary>
    public (StartWorkflowExecutionResponse Response, Task Commit) Start(StartWorkflowExecutionRequest request)
    {
        StartRequests.Prepare(request, _services);
        using var scope = Runs.Enter(request.Namespace, request.WorkflowId);
        var workflow = scope.Workflow;
        using var unit = Begin();
        switch (Decide(workflow, request))
        {
            case WorkflowIdAction.ReturnDuplicate:
                var duplicate = workflow.Current!.RequestId == request.RequestId
                    ? Response(workflow.Current, started: true)
                    : AttachedResponse(workflow.Current, request.RequestId);
                return (duplicate, Runs.Load(workflow.Current!).LastCommit);
            case WorkflowIdAction.UseExisting:
                return UseExisting(workflow.Current!, request, unit);
            case WorkflowIdAction.Refuse:
                throw AlreadyStarted(workflow.Current!, request.WorkflowIdReusePolicy);
            case WorkflowIdAction.RefuseTooFast:
                throw TooFast(workflow.Current!);
            case WorkflowIdAction.TerminateAndStart:
                return Restart(workflow, request, unit);
            default:
                var run = StartNew(unit, workflow, request, _services.NewRunId()).Run;
                return (Response(run.Handle, started: true), Commit(unit, run));
        }
    }

    /// <summary>Signals the running workflow of the id, or starts one and signals it.</summary>
    public (SignalWithStartWorkflowExecutionResponse Response, Task Commit) SignalWithStart(SignalWithStartWorkflowExecutionRequest request)
    {
        CheckNames(request);
        var start = StartRequests.From(request);
        StartRequests.Prepare(start, _services);
        request.RequestId = start.RequestId;
        if (request.SignalName.Length == 0)
        {
            throw ServiceException.InvalidArgument("signal not set");
        }

        if (start.WorkflowIdConflictPolicy == WorkflowIdConflictPolicy.Fail)
        {
            throw ServiceException.InvalidArgument("Invalid WorkflowIDConflictPolicy: WORKFLOW_ID_CONFLICT_POLICY_FAIL is not supported for this operation.");
        }

        CheckBlob(request.SignalInput);
        using var scope = Runs.Enter(request.Namespace, request.WorkflowId);
        var workflow = scope.Workflow;
        using var unit = Begin();
        var running = workflow.Current is { Status: WorkflowExecutionStatus.Running };
        if (running && start.WorkflowIdConflictPolicy != WorkflowIdConflictPolicy.TerminateExisting
            && start.WorkflowIdReusePolicy != WorkflowIdReusePolicy.TerminateIfRunning)
        {
            return SignalRunning(workflow.Current!, request, unit);
        }

        switch (Decide(workflow, start))
        {
            case WorkflowIdAction.ReturnDuplicate:
                return (SignalResponse(workflow.Current!, request.RequestId, started: true), Runs.Load(workflow.Current!).LastCommit);
            case WorkflowIdAction.Refuse:
                throw AlreadyStarted(workflow.Current!, start.WorkflowIdReusePolicy);
            case WorkflowIdAction.RefuseTooFast:
                throw TooFast(workflow.Current!);
            case WorkflowIdAction.TerminateAndStart:
                TerminateForRestart(unit, workflow, out var runId);
                return StartSignalled(unit, workflow, start, request, runId);
            default:
                return StartSignalled(unit, workflow, start, request, _services.NewId());
        }
    }

    /// <summary>Temporal says the same of this call in other words.</summary>
    private void CheckNames(SignalWithStartWorkflowExecutionRequest request)
    {
        if (string.IsNullOrEmpty(request.WorkflowType?.Name) && request.WorkflowId.Length > 0)
        {
            throw ServiceException.InvalidArgument("workflow type not set");
        }

        foreach (var (name, text) in new[]
        {
            ("workflow type name", request.WorkflowType?.Name ?? ""),
            ("Request ID", request.RequestId),
            ("signal name", request.SignalName),
        })
        {
            if (text.Length > Limits.MaxIdLength)
            {
                throw ServiceException.InvalidArgument($"{name} exceeds maximum allowed length ({text.Length}/{Limits.MaxIdLength})");
            }
        }
    }

    /// <summary>Creates a run of the id in the unit, without a workflow task.</summary>
    private RunTransaction Create(
        UnitOfWork unit, WorkflowHandle workflow, string runId, string requestId, WorkflowExecutionStartedEventAttributes attributes,
        UserMetadata? metadata, IEnumerable<Link> links)
    {
        var run = new WorkflowRun(new RunHandle(workflow, _services.Journal.NextRunKey(), runId, requestId));
        var transaction = Register(unit, run);
        var started = new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionStarted,

            // The run's own time: it does not know yet how far it is ahead.
            EventTime = (unit.Now + (attributes.TimeSkippingStatePropagation?.InitialSkippedDuration.OrZero() ?? TimeSpan.Zero)).ToTimestamp(),
            WorkflowExecutionStartedEventAttributes = attributes,
            UserMetadata = metadata,
        };
        started.Links.AddRange(links);
        transaction.Add(started);
        run.State.StartRequestIds[requestId] = (EventType.WorkflowExecutionStarted, started.EventId);
        return transaction;
    }

    /// <summary>The run is its id's newest from now on.</summary>
    private RunTransaction Register(UnitOfWork unit, WorkflowRun run)
    {
        var handle = run.Handle;
        handle.Run = run;
        Runs.Add(handle);
        unit.Batch.NewRuns.Add(new(handle.Key, handle.Namespace, handle.WorkflowId, handle.RunId, handle.RequestId, null));
        return unit.Open(run);
    }

    private static StartWorkflowExecutionResponse Response(RunHandle handle, bool started) => new()
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
        SignalLink = SignalLink(handle, requestId),
    };

    /// <summary>Names the signal's event by its request: the event's own id may not be given yet.</summary>
    internal static Link SignalLink(RunHandle handle, string requestId) => new()
    {
        WorkflowEvent = new Link.Types.WorkflowEvent
        {
            Namespace = handle.Namespace,
            WorkflowId = handle.WorkflowId,
            RunId = handle.RunId,
            RequestIdRef = new() { RequestId = requestId, EventType = EventType.WorkflowExecutionSignaled },
        },
    };

    private static ServiceException AlreadyStarted(RunHandle current, WorkflowIdReusePolicy reuse)
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

    private ServiceException TooFast(RunHandle current)
    {
        var verb = current.Status == WorkflowExecutionStatus.Running ? "restarts" : "starts";
        var since = (long)(_services.Now - current.StartTime).TotalMilliseconds;
        return ServiceException.ResourceExhausted(
            ResourceExhaustedCause.BusyWorkflow, $"Too many {verb} for workflow {current.WorkflowId}. Time since last start: {since} ms");
    }

    private WorkflowIdAction Decide(WorkflowHandle workflow, StartWorkflowExecutionRequest request) => workflow.Current is not { } current
        ? WorkflowIdAction.Start
        : WorkflowIdPolicies.Decide(
            current.Status,
            current.RequestId == request.RequestId || (current.Run?.State.StartRequestIds.ContainsKey(request.RequestId) ?? false),
            request.WorkflowIdReusePolicy,
            request.WorkflowIdConflictPolicy,
            _services.Now - current.StartTime,
            Limits.WorkflowIdReuseMinimalInterval);

    private RunTransaction StartNew(UnitOfWork unit, WorkflowHandle workflow, StartWorkflowExecutionRequest request, string runId)
    {
        var attributes = StartRequests.Attributes(request, runId, unit.Now);
        var transaction = Create(unit, workflow, runId, request.RequestId, attributes, request.UserMetadata, request.Links);
        transaction.EnsureWorkflowTask();
        Reactivate(request.Namespace, attributes.VersioningOverride);
        return transaction;
    }

    private (StartWorkflowExecutionResponse Response, Task Commit) Restart(WorkflowHandle workflow, StartWorkflowExecutionRequest request, UnitOfWork unit)
    {
        TerminateForRestart(unit, workflow, out var runId);
        var run = StartNew(unit, workflow, request, runId).Run;
        return (Response(run.Handle, started: true), Commit(unit, run));
    }

    private void TerminateForRestart(UnitOfWork unit, WorkflowHandle workflow, out string newRunId)
    {
        newRunId = _services.NewRunId();
        var old = Runs.Load(workflow.Current!);
        Terminate(
            unit.Open(old), "TerminateIfRunning WorkflowIdReusePolicy",
            PayloadValues.TextPayloads($"terminated by new runID: {newRunId}"), ServerIdentity);
        Runs.KeepClosed(old.Handle);
    }

    /// <summary>Answers with the running workflow; what the caller wants attached to it becomes an event.</summary>
    private (StartWorkflowExecutionResponse Response, Task Commit) UseExisting(RunHandle current, StartWorkflowExecutionRequest request, UnitOfWork unit)
    {
        var run = Runs.Load(current);
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
        return (AttachedResponse(current, request.RequestId), Commit(unit, run));
    }

    private static StartWorkflowExecutionResponse AttachedResponse(RunHandle current, string requestId)
    {
        var response = Response(current, started: false);
        response.Link.WorkflowEvent.RequestIdRef = new() { RequestId = requestId, EventType = EventType.WorkflowExecutionOptionsUpdated };
        return response;
    }

    private (SignalWithStartWorkflowExecutionResponse Response, Task Commit) SignalRunning(
        RunHandle current, SignalWithStartWorkflowExecutionRequest request, UnitOfWork unit)
    {
        var run = Runs.Load(current);
        var transaction = unit.Open(run);
        RefuseSignals(run.State);
        if (transaction.Serve(request.RequestId))
        {
            transaction.Add(Signalled(request.SignalName, request.SignalInput, request.Identity, request.Header, request.RequestId, request.Links));
            // A second signal-with-start does not wait for the first one's start delay.
            if (run.State.Task is null)
            {
                transaction.ScheduleWorkflowTask();
            }
        }

        return (SignalResponse(current, request.RequestId, started: false), Commit(unit, run));
    }

    private (SignalWithStartWorkflowExecutionResponse Response, Task Commit) StartSignalled(
        UnitOfWork unit, WorkflowHandle workflow, StartWorkflowExecutionRequest start, SignalWithStartWorkflowExecutionRequest request, string runId)
    {
        var attributes = StartRequests.Attributes(start, runId, unit.Now);
        var transaction = Create(unit, workflow, runId, start.RequestId, attributes, start.UserMetadata, start.Links);
        transaction.Serve(request.RequestId);
        transaction.Add(Signalled(request.SignalName, request.SignalInput, request.Identity, request.Header, request.RequestId, request.Links));
        transaction.EnsureWorkflowTask();
        return (SignalResponse(transaction.Run.Handle, request.RequestId, started: true), Commit(unit, transaction.Run));
    }
}
