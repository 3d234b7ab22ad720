namespace Mdlc.Engine.Matching;

/// <summary>The tasks of a queue that one version's workers may have, and those workers' polls. Not thread-safe.</summary>
internal sealed class Lane(DeploymentVersion? version)
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    /// <summary>So many workers are remembered before those are looked for that have been silent for long.</summary>
    private const int SeenUnswept = 100;

    private readonly Dictionary<string, SeenPoller> _seen = new(StringComparer.Ordinal);
    private int _sweepAbove = SeenUnswept;

    /// <summary>Null for workers without a version.</summary>
    public DeploymentVersion? Version { get; } = version;

    public Backlog Backlog { get; } = new();

    public LinkedList<Poller> Pollers { get; } = new();

    /// <summary>Nothing waits in it, neither tasks nor polls.</summary>
    public bool IsEmpty => Backlog.Count == 0 && Pollers.Count == 0;

    /// <summary>When a task last came.</summary>
    public DateTimeOffset LastTask { get; set; } = DateTimeOffset.MinValue;

    public DateTimeOffset LastPoll { get; set; } = DateTimeOffset.MinValue;

    public void Remember(Poller poller, DateTimeOffset now)
    {
        LastPoll = now;
        _seen[poller.Identity] = SeenPoller.Of(poller, now);
        if (_seen.Count > _sweepAbove)
        {
            Sweep(now);
            _sweepAbove = Math.Max(SeenUnswept, 2 * _seen.Count);
        }
    }

    /// <summary>The worker says that it is gone.</summary>
    public void Forget(Poller poller)
    {
        _seen.Remove(poller.Identity);
        LastPoll = _seen.Count == 0 ? DateTimeOffset.MinValue : _seen.Values.Max(seen => seen.LastAccess);
    }

    /// <summary>Who polled lately.</summary>
    public IReadOnlyCollection<SeenPoller> Seen(DateTimeOffset now)
    {
        foreach (var poller in Pollers)
        {
            _seen[poller.Identity] = SeenPoller.Of(poller, now);
        }

        Sweep(now);
        return _seen.Values;
    }

    private void Sweep(DateTimeOffset now)
    {
        foreach (var (identity, seen) in _seen)
        {
            if (now - seen.LastAccess > Memory)
            {
                _seen.Remove(identity);
            }
        }
    }
}
