using Mdlc.Engine.Kernel;
using Temporalio.Api.Worker.V1;

namespace Mdlc.Engine.Workers;

/// <summary>
/// The workers that tell of themselves, by the last that each told. In memory, as on Temporal: after a restart each is known again with its
/// next heartbeat, and one that is gone is forgotten some minutes after its last.
/// </summary>
/// <param name="time">The clock of workers, which nobody moves.</param>
internal sealed class WorkerRegistry(EngineLimits limits, TimeProvider time)
{
    /// <summary>Where there are too many, those that were heard of within this time stay nevertheless.</summary>
    private static readonly TimeSpan LeastMemory = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string NamespaceId, string InstanceKey), LinkedListNode<Entry>> _workers = [];

    /// <summary>Who was heard of longest ago comes first.</summary>
    private readonly LinkedList<Entry> _order = new();

    /// <summary>Takes what workers tell; one that says that it has shut down is forgotten.</summary>
    public void Record(string namespaceId, IEnumerable<WorkerHeartbeat> heartbeats)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            foreach (var heartbeat in heartbeats)
            {
                var key = (namespaceId, heartbeat.WorkerInstanceKey);
                Forget(key);
                if (heartbeat.Status != WorkerStatus.Shutdown)
                {
                    _workers.Add(key, _order.AddLast(new Entry(namespaceId, heartbeat, now)));
                }
            }

            ForgetOld(now);
        }
    }

    /// <summary>The workers of a namespace for which the condition holds, by their keys.</summary>
    public IReadOnlyList<WorkerHeartbeat> Find(string namespaceId, Func<WorkerHeartbeat, bool> condition, bool withSystem)
    {
        lock (_gate)
        {
            ForgetOld(time.GetUtcNow());
            return
            [
                .. _order.Where(entry => entry.NamespaceId == namespaceId && (withSystem || !IsSystem(entry.Heartbeat)))
                    .Select(entry => entry.Heartbeat).Where(condition).OrderBy(heartbeat => heartbeat.WorkerInstanceKey, StringComparer.Ordinal),
            ];
        }
    }

    /// <returns>Null when nothing was heard of it lately.</returns>
    public WorkerHeartbeat? Find(string namespaceId, string instanceKey)
    {
        lock (_gate)
        {
            ForgetOld(time.GetUtcNow());
            return _workers.TryGetValue((namespaceId, instanceKey), out var node) ? node.Value.Heartbeat : null;
        }
    }

    /// <summary>Workers of the server itself, which only who asks for them is shown.</summary>
    private static bool IsSystem(WorkerHeartbeat heartbeat) => heartbeat.TaskQueue.StartsWith("temporal-sys-", StringComparison.Ordinal);

    private void Forget((string NamespaceId, string InstanceKey) key)
    {
        if (_workers.Remove(key, out var node))
        {
            _order.Remove(node);
        }
    }

    private void ForgetOld(DateTimeOffset now)
    {
        while (_order.First is { } oldest && IsOver(now - oldest.Value.Seen))
        {
            Forget((oldest.Value.NamespaceId, oldest.Value.Heartbeat.WorkerInstanceKey));
        }
    }

    private bool IsOver(TimeSpan age) => age > limits.WorkerMemory || (_workers.Count > limits.WorkersRemembered && age > LeastMemory);

    private sealed record Entry(string NamespaceId, WorkerHeartbeat Heartbeat, DateTimeOffset Seen);
}
