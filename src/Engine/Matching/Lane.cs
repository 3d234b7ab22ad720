using Mdlc.Engine.Deployments;

namespace Mdlc.Engine.Matching;

/// <summary>The tasks of a queue that one version's workers may have, and those workers' polls. Not thread-safe.</summary>
internal sealed class Lane(DeploymentVersion? version)
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, (DateTimeOffset LastAccess, Poller Poller)> _seen = new(StringComparer.Ordinal);

    /// <summary>Null for workers without a version.</summary>
    public DeploymentVersion? Version { get; } = version;

    public Backlog Backlog { get; } = new();

    public LinkedList<Poller> Pollers { get; } = new();

    /// <summary>When a task last came.</summary>
    public DateTimeOffset LastTask { get; set; } = DateTimeOffset.MinValue;

    public DateTimeOffset LastPoll { get; set; } = DateTimeOffset.MinValue;

    public void Remember(Poller poller, DateTimeOffset now)
    {
        LastPoll = now;
        _seen[poller.Identity] = (now, poller);
    }

    /// <summary>The worker says that it is gone.</summary>
    public void Forget(Poller poller)
    {
        _seen.Remove(poller.Identity);
        LastPoll = _seen.Count == 0 ? DateTimeOffset.MinValue : _seen.Values.Max(seen => seen.LastAccess);
    }

    /// <summary>Who polled lately.</summary>
    public IEnumerable<(DateTimeOffset LastAccess, Poller Poller)> Seen(DateTimeOffset now)
    {
        foreach (var poller in Pollers)
        {
            _seen[poller.Identity] = (now, poller);
        }

        foreach (var identity in _seen.Where(seen => now - seen.Value.LastAccess > Memory).Select(seen => seen.Key).ToList())
        {
            _seen.Remove(identity);
        }

        return _seen.Values;
    }
}
