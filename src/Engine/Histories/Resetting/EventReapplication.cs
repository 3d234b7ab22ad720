using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Histories.Transactions;

namespace Mdlc.Engine.Histories.Resetting;

/// <summary>
/// What of an abandoned history happens again in the run that takes its place: signals, updates, attached requests, and what became of
/// children that both runs have. Cancel requests and terminations were meant for the run that got them.
/// </summary>
internal static class EventReapplication
{
    public static void Apply(RunTransaction transaction, IEnumerable<HistoryEvent> events, IReadOnlySet<ResetReapplyExcludeType> excluded)
    {
        if (ExcludesAll(excluded))
        {
            return;
        }

        foreach (var e in events)
        {
            switch (e.EventType)
            {
                case EventType.WorkflowExecutionSignaled when !excluded.Contains(ResetReapplyExcludeType.Signal):
                    Signal(transaction, e);
                    break;
                case EventType.WorkflowExecutionUpdateAdmitted or EventType.WorkflowExecutionUpdateAccepted
                    when !excluded.Contains(ResetReapplyExcludeType.Update):
                    Update(transaction, e);
                    break;
                case EventType.WorkflowExecutionOptionsUpdated:
                    UpdateOptions(transaction, e);
                    break;
                default:
                    Child(transaction, e);
                    break;
            }
        }
    }

    /// <summary>With everything excluded not even the children are followed, as on Temporal.</summary>
    private static bool ExcludesAll(IReadOnlySet<ResetReapplyExcludeType> excluded) =>
        Enum.GetValues<ResetReapplyExcludeType>().All(type => type == ResetReapplyExcludeType.Unspecified || excluded.Contains(type));

    private static void Signal(RunTransaction transaction, HistoryEvent e)
    {
        var signal = e.WorkflowExecutionSignaledEventAttributes.Clone();
        signal.ExternalWorkflowExecution = null;
        transaction.Serve(signal.RequestId);
        Add(transaction, e, new HistoryEvent { EventType = e.EventType, WorkflowExecutionSignaledEventAttributes = signal });
    }

    /// <summary>An update is asked for anew, by the one of its events that has the request.</summary>
    private static void Update(RunTransaction transaction, HistoryEvent e)
    {
        var request = e.WorkflowExecutionUpdateAdmittedEventAttributes?.Request ?? e.WorkflowExecutionUpdateAcceptedEventAttributes?.AcceptedRequest;
        if (request is not null && !transaction.State.Updates.ContainsKey(request.Meta.UpdateId))
        {
            transaction.AdmitUpdate(request, e.WorkflowExecutionUpdateAdmittedEventAttributes?.Origin ?? UpdateAdmittedEventOrigin.Reapply);
        }
    }

    private static void UpdateOptions(RunTransaction transaction, HistoryEvent e)
    {
        var attributes = e.WorkflowExecutionOptionsUpdatedEventAttributes;
        var isAttached = attributes.AttachedCompletionCallbacks.Count > 0 && transaction.State.StartRequestIds.ContainsKey(attributes.AttachedRequestId);
        if (!isAttached)
        {
            Add(transaction, e, new HistoryEvent
            {
                EventType = e.EventType,
                WorkerMayIgnore = e.WorkerMayIgnore,
                WorkflowExecutionOptionsUpdatedEventAttributes = attributes.Clone(),
            });
        }
    }

    /// <summary>Children that were asked for before the point of reset are the new run's as well; what became of them since, it hears now.</summary>
    private static void Child(RunTransaction transaction, HistoryEvent e)
    {
        if (ChildClosure.InitiatedEventId(e) is not { } initiated || !transaction.State.Children.TryGetValue(initiated, out var child))
        {
            return;
        }

        var isStart = e.EventType == EventType.ChildWorkflowExecutionStarted;
        if (isStart && child.RunId.Length > 0)
        {
            return;
        }

        var copy = e.Clone();
        copy.EventId = 0;
        copy.EventTime = null;
        ChildClosure.SetStartedEventId(copy, child.StartedEventId);
        transaction.Add(copy);
    }

    private static void Add(RunTransaction transaction, HistoryEvent original, HistoryEvent again)
    {
        again.Links.AddRange(original.Links);
        transaction.Add(again);
    }
}
