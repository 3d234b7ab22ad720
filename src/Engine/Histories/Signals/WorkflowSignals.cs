using Mdlc.Engine.Kernel;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories;

internal sealed partial class HistoryEngine
{
    public (RunHandle Handle, Task Commit) Signal(SignalWorkflowExecutionRequest request)
    {
        _services.Namespaces.Get(request.Namespace);
        if (request.SignalName.Length == 0)
        {
            throw ServiceException.InvalidArgument("SignalName is not set on request.");
        }

        CheckLength(request.SignalName, "SignalName");
        CheckLength(request.RequestId, "RequestId");
        CheckBlob(request.Input);
        using var scope = Runs.Enter(request.Namespace, request.WorkflowExecution?.WorkflowId ?? "", request.WorkflowExecution?.RunId ?? "");
        return (scope.Handle, Change(scope, transaction =>
        {
            RefuseSignals(transaction.State);
            if (transaction.Serve(request.RequestId))
            {
                transaction.Add(Signalled(request.SignalName, request.Input, request.Identity, request.Header, request.RequestId, request.Links));
                transaction.EnsureWorkflowTask();
            }
        }));
    }

    public Task RequestCancel(RequestCancelWorkflowExecutionRequest request)
    {
        _services.Namespaces.Get(request.Namespace);
        using var scope = Runs.Enter(request.Namespace, request.WorkflowExecution?.WorkflowId ?? "", request.WorkflowExecution?.RunId ?? "");
        CheckFirstRun(scope.Handle, request.FirstExecutionRunId);
        if (scope.Handle.Status != WorkflowExecutionStatus.Running)
        {
            // What was asked for is the case.
            return Task.CompletedTask;
        }

        return Change(scope, transaction => RequestCancel(transaction, request.RequestId, new WorkflowExecutionCancelRequestedEventAttributes
        {
            Cause = request.Reason,
            Identity = request.Identity,
        }, request.Links));
    }

    public Task Terminate(TerminateWorkflowExecutionRequest request)
    {
        _services.Namespaces.Get(request.Namespace);
        using var scope = Runs.Enter(request.Namespace, request.WorkflowExecution?.WorkflowId ?? "", request.WorkflowExecution?.RunId ?? "");
        CheckFirstRun(scope.Handle, request.FirstExecutionRunId);
        return Change(scope, transaction => Terminate(transaction, request.Reason, request.Details, request.Identity, request.Links));
    }

    private static void RequestCancel(
        RunTransaction transaction, string requestId, WorkflowExecutionCancelRequestedEventAttributes attributes, IEnumerable<Link> links)
    {
        // A cancellation happens once; asking again is no error.
        if (transaction.State.CancelRequested || !transaction.Serve(requestId))
        {
            return;
        }

        var requested = new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionCancelRequested,
            WorkflowExecutionCancelRequestedEventAttributes = attributes,
        };
        requested.Links.AddRange(links);
        transaction.Add(requested);

        // A cron's next time, a start delay or a backoff may be a year away.
        transaction.EnsureWorkflowTask(endsWaiting: true);
    }

    private void Terminate(
        RunTransaction transaction, string reason, Payloads? details, string identity, IEnumerable<Link>? links = null)
    {
        AddTermination(transaction, reason, details, identity, links ?? []);
        AfterClose(transaction);
    }

    private static void AddTermination(RunTransaction transaction, string reason, Payloads? details, string identity, IEnumerable<Link> links)
    {
        transaction.ForceCloseWorkflowTask();
        var terminated = new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionTerminated,
            WorkflowExecutionTerminatedEventAttributes = new WorkflowExecutionTerminatedEventAttributes
            {
                Reason = reason,
                Details = details,
                Identity = identity,
            },
        };
        terminated.Links.AddRange(links);
        transaction.FlushBuffer();
        transaction.Add(terminated);
    }

    /// <summary>What a closed run owes to others.</summary>
    private void AfterClose(RunTransaction transaction)
    {
        var state = transaction.State;
        if (state.Children.Count > 0)
        {
            transaction.Unit.Promise(OutboxKind.CloseChildren, transaction.Run.Key, 0);
        }

        // Others hear of the last run of a chain only.
        if (NewRunId(state.CloseEvent!).Length > 0)
        {
            return;
        }

        if (state.Started.ParentWorkflowExecution is not null)
        {
            transaction.Unit.Promise(OutboxKind.NotifyParent, transaction.Run.Key, state.CloseEvent!.EventId);
        }

        transaction.Unit.AfterCommit(() => ChainEnded?.Invoke(state.Started.FirstExecutionRunId));
    }

    /// <summary>The run that goes on in place of the closed one; empty when there is none.</summary>
    internal static string NewRunId(HistoryEvent close) => close.EventType switch
    {
        EventType.WorkflowExecutionContinuedAsNew => close.WorkflowExecutionContinuedAsNewEventAttributes.NewExecutionRunId,
        EventType.WorkflowExecutionCompleted => close.WorkflowExecutionCompletedEventAttributes.NewExecutionRunId,
        EventType.WorkflowExecutionFailed => close.WorkflowExecutionFailedEventAttributes.NewExecutionRunId,
        EventType.WorkflowExecutionTimedOut => close.WorkflowExecutionTimedOutEventAttributes.NewExecutionRunId,
        _ => "",
    };

    private static HistoryEvent Signalled(
        string name, Payloads? input, string identity, Header? header, string requestId, IEnumerable<Link> links, WorkflowExecution? from = null)
    {
        var signalled = new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionSignaled,
            WorkflowExecutionSignaledEventAttributes = new WorkflowExecutionSignaledEventAttributes
            {
                SignalName = name,
                Input = input,
                Identity = identity,
                Header = header,
                RequestId = requestId,
                ExternalWorkflowExecution = from,
            },
        };
        signalled.Links.AddRange(links);
        return signalled;
    }

    private void RefuseSignals(MutableState state)
    {
        if (state.SignalCount >= Limits.Signals)
        {
            throw ServiceException.InvalidArgument("exceeded workflow execution limit for signal events");
        }

        RefuseWhileClosing(state);
    }

    /// <summary>A workflow that could not close because of new events gets one task without any, so that it is not kept open for ever.</summary>
    private static void RefuseWhileClosing(MutableState state)
    {
        if (state.CloseAttempted && state.Task is { IsStarted: true })
        {
            throw ServiceException.WorkflowClosing();
        }
    }

    private static void CheckFirstRun(RunHandle handle, string firstRunId)
    {
        if (firstRunId.Length > 0 && handle.FirstRunId != firstRunId)
        {
            throw ServiceException.NotFound("workflow execution not found");
        }
    }

    private void CheckLength(string text, string name)
    {
        if (text.Length > Limits.MaxIdLength)
        {
            throw ServiceException.InvalidArgument($"{name} length exceeds limit.");
        }
    }

    private void CheckBlob(Payloads? payloads)
    {
        if (payloads is not null && payloads.CalculateSize() > Limits.BlobSizeError)
        {
            throw ServiceException.InvalidArgument("Blob data size exceeds limit.");
        }
    }
}
