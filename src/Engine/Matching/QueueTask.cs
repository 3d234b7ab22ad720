namespace Mdlc.Engine.Matching;

/// <summary>Something that waits in a queue for a poller.</summary>
internal abstract class QueueTask
{
    /// <summary>1 (first) to 5; tasks of one priority leave in the order in which they came.</summary>
    public int Priority { get; init; } = 3;

    /// <summary>When it came into the queue; it is the queue's to say.</summary>
    public DateTimeOffset QueuedAt { get; internal set; }

    /// <summary>True when nobody needs it any more: it is dropped instead of handed out.</summary>
    public abstract bool IsStale { get; }
}
