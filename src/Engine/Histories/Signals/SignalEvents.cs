using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Histories.Signals;

/// <summary>Signals and requests to cancel, as they enter a run's history from wherever they come.</summary>
internal static class SignalEvents
{
    public static HistoryEvent Signaled(
        string name, Payloads? input, string identity, Header? header, string requestId, IEnumerable<Link> links, WorkflowExecution? from = null)
    {
        var signaled = new HistoryEvent
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
        signaled.Links.AddRange(links);
        return signaled;
    }

    public static void RequestCancel(
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

    /// <param name="evenWhileClosing">True for a sender that could not ask again.</param>
    /// <exception cref="ServiceException">The run takes no signal now, or none any more.</exception>
    public static void Refuse(EngineLimits limits, MutableState state, bool evenWhileClosing = false)
    {
        if (state.SignalCount >= limits.Signals)
        {
            throw ServiceException.InvalidArgument("exceeded workflow execution limit for signal events");
        }

        if (!evenWhileClosing)
        {
            RunClosing.RefuseWhileClosing(state);
        }
    }

    /// <summary>Names the signal's event by its request: the event's own id may not be given yet.</summary>
    public static Link LinkTo(RunHandle handle, string requestId) => new()
    {
        WorkflowEvent = new Link.Types.WorkflowEvent
        {
            Namespace = handle.Namespace,
            WorkflowId = handle.WorkflowId,
            RunId = handle.RunId,
            RequestIdRef = new() { RequestId = requestId, EventType = EventType.WorkflowExecutionSignaled },
        },
    };
}
