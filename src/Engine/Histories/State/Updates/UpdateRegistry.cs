using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mdlc.Engine.Kernel;
using Temporalio.Api.Protocol.V1;
using Temporalio.Api.Update.V1;

namespace Mdlc.Engine.Histories.State.Updates;

/// <summary>
/// The updates of one run that have no outcome in history yet, in the order in which they came. What is not accepted is nowhere else:
/// it is lost with the process, and its caller asks again. Guarded by the run's gate.
/// </summary>
internal sealed class UpdateRegistry(MutableState state, HistoryLog history)
{
    private readonly OrderedDictionary<string, WorkflowUpdate> _updates = new(StringComparer.Ordinal);

    /// <summary>Updates that count against the limit of one run; rejected ones do not.</summary>
    public int Total => _updates.Count + state.CompletedUpdates;

    /// <summary>Brings back what the replayed history shows to be under way.</summary>
    public void Restore()
    {
        foreach (var (id, recorded) in state.Updates.Where(update => update.Value.CompletedEventId == 0).OrderBy(update => update.Value.AcceptedEventId))
        {
            _updates[id] = recorded.AcceptedEventId > 0 ? WorkflowUpdate.Accepted(id, recorded.AcceptedEventId) : new WorkflowUpdate(id, null);
        }

        if (!state.IsRunning)
        {
            Abort(UpdateAbortReason.WorkflowCompleted);
        }
    }

    /// <summary>The update of that id, under way or completed; null when there is none, as after a rejection.</summary>
    public WorkflowUpdate? Find(string id)
    {
        if (_updates.TryGetValue(id, out var update))
        {
            return update;
        }

        if (!state.Updates.TryGetValue(id, out var recorded) || recorded.CompletedEventId == 0)
        {
            return null;
        }

        var completed = WorkflowUpdate.Accepted(id, recorded.AcceptedEventId);
        completed.Complete(history[recorded.CompletedEventId].WorkflowExecutionUpdateCompletedEventAttributes.Outcome);
        return completed;
    }

    /// <summary>Takes in a new update.</summary>
    /// <param name="request">Null when its admission stands in history.</param>
    public WorkflowUpdate Admit(string id, Request? request)
    {
        var update = new WorkflowUpdate(id, request);
        _updates.Add(id, update);
        return update;
    }

    /// <summary>The update has its outcome: whoever asks for it from now on finds it in history, or not at all.</summary>
    public void Complete(WorkflowUpdate update, Outcome outcome)
    {
        _updates.Remove(update.Id);
        update.Complete(outcome);
    }

    /// <param name="again">Whether those count that a worker was given and did not answer.</param>
    public bool HasOutgoing(bool again) => _updates.Values.Any(update => IsOutgoing(update, again));

    /// <summary>The messages that go out with a workflow task; their updates count as sent.</summary>
    /// <param name="again">Whether to send those as well that a worker was given and did not answer.</param>
    /// <param name="startedEventId">The start of the task: its messages come after all events before it.</param>
    public IReadOnlyList<Message> Send(bool again, long startedEventId)
    {
        var messages = new List<Message>();
        foreach (var update in _updates.Values.Where(update => IsOutgoing(update, again)))
        {
            update.Send();
            if (update.Request is not null)
            {
                messages.Add(new Message
                {
                    Id = update.RequestMessageId,
                    ProtocolInstanceId = update.Id,
                    EventId = startedEventId - 1,
                    Body = Any.Pack(update.Request),
                });
            }
        }

        return messages;
    }

    /// <summary>A worker must answer every update that it is given; what it left out would be sent again and again.</summary>
    public void RejectUnprocessed()
    {
        foreach (var update in _updates.Values.Where(update => update.State == UpdateState.Sent).ToList())
        {
            Complete(update, UpdateAborts.Unprocessed());
        }
    }

    public void Abort(UpdateAbortReason reason)
    {
        foreach (var update in _updates.Values.ToList())
        {
            update.Abort(reason);
            if (update.State == UpdateState.Aborted && state.IsRunning)
            {
                // It may be asked for again, and is then another update; after the close it stays what it has become.
                _updates.Remove(update.Id);
            }
        }
    }

    /// <exception cref="ServiceException">The run has as many updates as it may have, or they are too large together.</exception>
    public void CheckRoom(Request request, EngineLimits limits)
    {
        if (_updates.Count >= limits.InFlightUpdates)
        {
            throw ServiceException.ResourceExhausted(
                ResourceExhaustedCause.ConcurrentLimit, $"limit on number of concurrent in-flight updates has been reached ({limits.InFlightUpdates})");
        }

        CheckTotal(limits);
        if (_updates.Values.Sum(update => (long)(update.Request?.CalculateSize() ?? 0)) + request.CalculateSize() >= limits.InFlightUpdateBytes)
        {
            throw TooLarge(limits);
        }
    }

    public static ServiceException TooLarge(EngineLimits limits) => ServiceException.ResourceExhausted(
        ResourceExhaustedCause.ConcurrentLimit, $"limit on total payload size of in-flight updates has been reached ({limits.InFlightUpdateBytes} bytes)");

    /// <exception cref="ServiceException">The run has as many updates as it may have.</exception>
    public void CheckTotal(EngineLimits limits)
    {
        if (Total >= limits.TotalUpdates)
        {
            throw new ServiceException(
                StatusCode.FailedPrecondition,
                $"The limit on the total number of distinct updates in this workflow has been reached ({limits.TotalUpdates})."
                + " Make sure any duplicate updates share an Update ID so the server can deduplicate them, and consider rejecting updates that you aren't going to process."
                + " You can also Continue-as-New to avoid this; we recommend you check Continue-as-New Suggested in your Workflow.");
        }
    }

    private static bool IsOutgoing(WorkflowUpdate update, bool again) =>
        update.State == UpdateState.Admitted || (again && update.State == UpdateState.Sent);
}
