using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Histories.Runs;

/// <summary>The closed runs in the order in which they will be forgotten. Thread-safe.</summary>
internal sealed class RetentionQueue
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, PriorityQueue<RunHandle, DateTime>> _byNamespace = new(StringComparer.Ordinal);

    public void Add(RunHandle closed, DateTime closeTime)
    {
        lock (_gate)
        {
            if (!_byNamespace.TryGetValue(closed.Namespace, out var runs))
            {
                _byNamespace[closed.Namespace] = runs = new PriorityQueue<RunHandle, DateTime>();
            }

            runs.Enqueue(closed, closeTime);
        }
    }

    /// <summary>Removes and returns runs that closed longer ago than their namespace keeps them.</summary>
    /// <param name="retention">How long a namespace keeps its runs; null is for ever.</param>
    public IReadOnlyList<RunHandle> TakeExpired(DateTime now, Func<string, TimeSpan?> retention, int most)
    {
        var expired = new List<RunHandle>();
        lock (_gate)
        {
            foreach (var (ns, runs) in _byNamespace)
            {
                while (expired.Count < most && retention(ns) is { } kept && runs.TryPeek(out var run, out var closed) && closed.AddClamped(kept) <= now)
                {
                    runs.Dequeue();
                    expired.Add(run);
                }
            }
        }

        return expired;
    }

    /// <summary>When the next run is to be forgotten; null when none ever is.</summary>
    public DateTime? NextDue(Func<string, TimeSpan?> retention)
    {
        lock (_gate)
        {
            DateTime? next = null;
            foreach (var (ns, runs) in _byNamespace)
            {
                if (retention(ns) is { } kept && runs.TryPeek(out _, out var closed) && (next is null || closed.AddClamped(kept) < next))
                {
                    next = closed.AddClamped(kept);
                }
            }

            return next;
        }
    }
}
