namespace Mdlc.Engine.Histories.State;

/// <summary>What history shows of one update: the events that it has so far, 0 for none.</summary>
internal sealed class RecordedUpdate
{
    /// <summary>Set when the update was carried over by a reset: the event has the request, and tells the worker of it.</summary>
    public long AdmittedEventId { get; set; }

    public long AcceptedEventId { get; set; }

    public long CompletedEventId { get; set; }
}
