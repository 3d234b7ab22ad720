using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.Signals;
using Mdlc.Engine.Histories.Transactions;

namespace Mdlc.Engine.Histories.Outbox;

/// <summary>What workflows ask of others that are not their children.</summary>
internal sealed class ExternalWorkflows(HistoryCore core)
{
    public void Signal(RunHandle handle, long initiatedEventId)
    {
        SignalExternalWorkflowExecutionInitiatedEventAttributes asked;
        WorkflowExecution from;
        lock (handle.Workflow.Gate)
        {
            var run = core.Runs.Load(handle);
            if (!run.State.IsRunning || !run.State.ExternalSignals.TryGetValue(initiatedEventId, out var pending))
            {
                // A run that closes has nothing more to say, not even what it said with its last task: as on Temporal.
                return;
            }

            (asked, from) = (pending.Initiated.SignalExternalWorkflowExecutionInitiatedEventAttributes, run.Execution);
        }

        var ns = asked.Namespace.Length > 0 ? asked.Namespace : handle.Namespace;
        var delivered = TryDeliver(handle, ns, asked.WorkflowExecution, asked.ChildWorkflowOnly, acceptsClosed: false, transaction =>
        {
            var requestId = DerivedId("signal", from, initiatedEventId);
            if (transaction.Serve(requestId))
            {
                transaction.Add(SignalEvents.Signaled(asked.SignalName, asked.Input, EngineServices.ServerIdentity, asked.Header, requestId, [], from));
                transaction.EnsureWorkflowTask();
            }
        });
        core.OnOpenRun(handle, transaction =>
        {
            if (!transaction.State.ExternalSignals.ContainsKey(initiatedEventId))
            {
                return;
            }

            transaction.Add(delivered ? new HistoryEvent
            {
                EventType = EventType.ExternalWorkflowExecutionSignaled,
                ExternalWorkflowExecutionSignaledEventAttributes = new ExternalWorkflowExecutionSignaledEventAttributes
                {
                    InitiatedEventId = initiatedEventId,
                    Namespace = ns,
                    NamespaceId = asked.NamespaceId,
                    WorkflowExecution = asked.WorkflowExecution,
                    Control = asked.Control,
                },
            }
            : new HistoryEvent
            {
                EventType = EventType.SignalExternalWorkflowExecutionFailed,
                SignalExternalWorkflowExecutionFailedEventAttributes = new SignalExternalWorkflowExecutionFailedEventAttributes
                {
                    Cause = core.Services.Namespaces.TryGet(ns, out _)
                        ? SignalExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound
                        : SignalExternalWorkflowExecutionFailedCause.NamespaceNotFound,
                    Namespace = ns,
                    NamespaceId = asked.NamespaceId,
                    WorkflowExecution = asked.WorkflowExecution,
                    InitiatedEventId = initiatedEventId,
                    Control = asked.Control,
                },
            });
            transaction.EnsureWorkflowTask();
        });
    }

    public void RequestCancel(RunHandle handle, long initiatedEventId)
    {
        RequestCancelExternalWorkflowExecutionInitiatedEventAttributes asked;
        WorkflowExecution from;
        lock (handle.Workflow.Gate)
        {
            var run = core.Runs.Load(handle);
            if (!run.State.IsRunning || !run.State.ExternalCancels.TryGetValue(initiatedEventId, out var pending))
            {
                return;
            }

            (asked, from) = (pending.Initiated.RequestCancelExternalWorkflowExecutionInitiatedEventAttributes, run.Execution);
        }

        var ns = asked.Namespace.Length > 0 ? asked.Namespace : handle.Namespace;
        var delivered = TryDeliver(handle, ns, asked.WorkflowExecution, asked.ChildWorkflowOnly, acceptsClosed: true, transaction => SignalEvents.RequestCancel(
            transaction, DerivedId("cancel", from, initiatedEventId), new WorkflowExecutionCancelRequestedEventAttributes
            {
                Cause = asked.Reason,
                ExternalInitiatedEventId = initiatedEventId,
                ExternalWorkflowExecution = from,
                Identity = EngineServices.ServerIdentity,
            }, []));
        core.OnOpenRun(handle, transaction =>
        {
            if (!transaction.State.ExternalCancels.ContainsKey(initiatedEventId))
            {
                return;
            }

            transaction.Add(delivered ? new HistoryEvent
            {
                EventType = EventType.ExternalWorkflowExecutionCancelRequested,
                ExternalWorkflowExecutionCancelRequestedEventAttributes = new ExternalWorkflowExecutionCancelRequestedEventAttributes
                {
                    InitiatedEventId = initiatedEventId,
                    Namespace = ns,
                    NamespaceId = asked.NamespaceId,
                    WorkflowExecution = asked.WorkflowExecution,
                },
            }
            : new HistoryEvent
            {
                EventType = EventType.RequestCancelExternalWorkflowExecutionFailed,
                RequestCancelExternalWorkflowExecutionFailedEventAttributes = new RequestCancelExternalWorkflowExecutionFailedEventAttributes
                {
                    Cause = core.Services.Namespaces.TryGet(ns, out _)
                        ? CancelExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound
                        : CancelExternalWorkflowExecutionFailedCause.NamespaceNotFound,
                    Namespace = ns,
                    NamespaceId = asked.NamespaceId,
                    WorkflowExecution = asked.WorkflowExecution,
                    InitiatedEventId = initiatedEventId,
                    Control = asked.Control,
                },
            });
            transaction.EnsureWorkflowTask();
        });
    }

    /// <returns>False when there is no such open workflow, or it is not the child it should be.</returns>
    private bool TryDeliver(RunHandle from, string ns, WorkflowExecution target, bool childOnly, bool acceptsClosed, Action<RunTransaction> change)
    {
        // A workflow cannot reach itself in this way, as on Temporal.
        var isSelf = ns == from.Namespace && target.WorkflowId == from.WorkflowId;
        if (isSelf || !core.Runs.TryEnter(ns, target.WorkflowId, target.RunId, out var scope))
        {
            return false;
        }

        using (scope)
        {
            var run = core.Runs.Load(scope.Handle);
            var isChild = run.State.Started.ParentWorkflowExecution?.WorkflowId == from.WorkflowId;
            if (childOnly && !isChild)
            {
                return false;
            }

            if (!run.State.IsRunning)
            {
                return acceptsClosed;
            }

            using var unit = core.Begin();
            change(unit.Open(run));
            core.Commit(unit, run);
            return true;
        }
    }

    /// <summary>An id that is the same whenever it is derived, for what must not be done twice.</summary>
    private static string DerivedId(string kind, WorkflowExecution from, long eventId)
    {
        var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{kind}:{from.RunId}:{eventId}"));
        return new Guid(hash.AsSpan(0, 16)).ToString();
    }
}
