namespace Mdlc.Engine.Histories.State;

internal sealed partial class MutableState
{
    /// <summary>The updates that history knows of, by their ids.</summary>
    public Dictionary<string, RecordedUpdate> Updates { get; } = new(StringComparer.Ordinal);

    public int CompletedUpdates { get; private set; }

    private void ApplyUpdate(HistoryEvent e)
    {
        switch (e.EventType)
        {
            case EventType.WorkflowExecutionUpdateAdmitted:
                var admitted = e.WorkflowExecutionUpdateAdmittedEventAttributes.Request;
                Recorded(admitted.Meta.UpdateId).AdmittedEventId = e.EventId;
                Attach(admitted.RequestId, e);
                break;
            case EventType.WorkflowExecutionUpdateAccepted:
                var accepted = e.WorkflowExecutionUpdateAcceptedEventAttributes;
                Recorded(accepted.ProtocolInstanceId).AcceptedEventId = e.EventId;
                Attach(accepted.AcceptedRequest?.RequestId, e);
                break;
            case EventType.WorkflowExecutionUpdateCompleted:
                Recorded(e.WorkflowExecutionUpdateCompletedEventAttributes.Meta.UpdateId).CompletedEventId = e.EventId;
                CompletedUpdates++;
                break;
        }
    }

    private RecordedUpdate Recorded(string id)
    {
        if (!Updates.TryGetValue(id, out var recorded))
        {
            Updates[id] = recorded = new RecordedUpdate();
        }

        return recorded;
    }

    /// <summary>Remembers which event served a request id, for who asks with it again.</summary>
    private void Attach(string? requestId, HistoryEvent e)
    {
        if (requestId is { Length: > 0 })
        {
            StartRequestIds[requestId] = (e.EventType, e.EventId);
        }
    }
}
