namespace Mdlc.Engine.Matching;

/// <summary>Something that waits in a queue for a poller.</summary>
internal abstract class QueueTask
{
    /// <summary>1 (first) to 5.</summary>
    public int Priority { get; init; } = 3;

    /// <summary>Tasks of one priority with different keys take turns; those of one key leave in the order in which they came.</summary>
    public string FairnessKey { get; init; } = "";

    /// <summary>How many turns the key gets for one of another; 0 is one.</summary>
    public float FairnessWeight { get; init; }

    /// <summary>Whose workers may have it.</summary>
    public VersionDirective Directive { get; init; } = new("", VersioningBehavior.Unspecified, null);

    /// <summary>It waits for the one worker that has its run in its cache, whatever that worker's version is: who may have it was decided before.</summary>
    public virtual bool IsForCache => false;

    /// <summary>When it came into the queue; it is the queue's to say.</summary>
    public DateTimeOffset QueuedAt { get; internal set; }

    /// <summary>True when nobody needs it any more: it is dropped instead of handed out.</summary>
    public abstract bool IsStale { get; }
}
