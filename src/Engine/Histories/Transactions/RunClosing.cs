using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Histories.Transactions;

/// <summary>How a run is ended from outside, and what every run that has ended owes to others.</summary>
internal static class RunClosing
{
    public static void Terminate(
        RunTransaction transaction, string reason, Payloads? details, string identity, IEnumerable<Link>? links = null)
    {
        AddTermination(transaction, reason, details, identity, links ?? []);
        AfterClose(transaction);
    }

    public static void AddTermination(RunTransaction transaction, string reason, Payloads? details, string identity, IEnumerable<Link> links)
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
    public static void AfterClose(RunTransaction transaction)
    {
        var state = transaction.State;
        if (state.Children.Count > 0)
        {
            transaction.Unit.Promise(OutboxKind.CloseChildren, transaction.Run.Key, 0);
        }

        // Others hear of the last run of a chain only.
        if (NextRunId(state.CloseEvent!).Length > 0)
        {
            return;
        }

        if (state.Started.ParentWorkflowExecution is not null)
        {
            transaction.Unit.Promise(OutboxKind.NotifyParent, transaction.Run.Key, state.CloseEvent!.EventId);
        }

        var chains = transaction.Unit.Services.Chains;
        transaction.Unit.AfterCommit(() => chains.NoteEnd(state.Started.FirstExecutionRunId));
    }

    /// <summary>The run that goes on in place of the closed one; empty when there is none.</summary>
    public static string NextRunId(HistoryEvent close) => close.EventType switch
    {
        EventType.WorkflowExecutionContinuedAsNew => close.WorkflowExecutionContinuedAsNewEventAttributes.NewExecutionRunId,
        EventType.WorkflowExecutionCompleted => close.WorkflowExecutionCompletedEventAttributes.NewExecutionRunId,
        EventType.WorkflowExecutionFailed => close.WorkflowExecutionFailedEventAttributes.NewExecutionRunId,
        EventType.WorkflowExecutionTimedOut => close.WorkflowExecutionTimedOutEventAttributes.NewExecutionRunId,
        _ => "",
    };

    /// <summary>A workflow that could not close because of new events gets one task without any, so that it is not kept open for ever.</summary>
    public static void RefuseWhileClosing(MutableState state)
    {
        if (state.CloseAttempted && state.Task is { IsStarted: true })
        {
            throw ServiceException.WorkflowClosing();
        }
    }
}
