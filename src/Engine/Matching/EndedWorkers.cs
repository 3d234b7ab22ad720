using System.Collections.Concurrent;

namespace Mdlc.Engine.Matching;

/// <summary>The workers that have said lately that they end.</summary>
internal sealed class EndedWorkers(TimeProvider time, TimeSpan memory)
{
    private readonly ConcurrentDictionary<(string Namespace, string InstanceKey), DateTimeOffset> _ends = new();

    public void Add(string ns, string instanceKey)
    {
        var now = time.GetUtcNow();
        foreach (var (worker, end) in _ends)
        {
            if (!IsFresh(end, now))
            {
                _ends.TryRemove(worker, out _);
            }
        }

        _ends[(ns, instanceKey)] = now;
    }

    public bool Contains(string ns, string instanceKey) =>
        instanceKey.Length > 0 && !_ends.IsEmpty && _ends.TryGetValue((ns, instanceKey), out var end) && IsFresh(end, time.GetUtcNow());

    /// <summary>A clock that was set back must not make a memory of years.</summary>
    private bool IsFresh(DateTimeOffset end, DateTimeOffset now) => (now - end).Duration() <= memory;
}
