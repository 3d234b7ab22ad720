using System.Collections.Concurrent;

namespace Mdlc.Engine.Matching;

/// <summary>All queues. It matches tasks with polls and knows of tasks only whose they may become.</summary>
internal sealed class MatchingEngine(TimeProvider time)
{
    /// <summary>How long the end of a worker is remembered: polls that it sent before come later.</summary>
    private static readonly TimeSpan EndedMemory = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<QueueKey, MatchingQueue> _queues = new();
    private readonly EndedWorkers _ended = new(time, EndedMemory);

    public MatchingQueue Queue(QueueKey key) => _queues.GetOrAdd(key, static (_, clock) => new MatchingQueue(clock), time);

    public void Add(QueueKey key, QueueTask task) => Queue(key).Add(task);

    /// <summary>Whether a worker polls the queue now or did within the span.</summary>
    public bool HasPollerWithin(QueueKey key, TimeSpan span) => _queues.TryGetValue(key, out var queue) && queue.HasPollerWithin(span);

    /// <summary>Drops a queue whose worker is gone, and returns what waited there.</summary>
    public IReadOnlyList<QueueTask> Unload(QueueKey key) => _queues.TryRemove(key, out var queue) ? queue.Abandon() : [];

    /// <summary>
    /// Lets the poller wait for a task in the queue; one of a worker that has said that it ends gets nothing. Its end may come while the
    /// poller is on its way into the queue: then either the end finds it there, or it finds the end.
    /// </summary>
    public void Poll(string ns, MatchingQueue queue, Poller poller)
    {
        if (_ended.Contains(ns, poller.WorkerInstanceKey))
        {
            poller.End();
            return;
        }

        queue.Poll(poller);
        if (_ended.Contains(ns, poller.WorkerInstanceKey))
        {
            queue.Cancel(poller);
        }
    }

    /// <summary>Ends the polls of one worker on all queues of its namespace, and those that come from it later.</summary>
    public void CancelWorker(string ns, string workerInstanceKey)
    {
        _ended.Add(ns, workerInstanceKey);
        foreach (var (key, queue) in _queues)
        {
            if (key.Namespace == ns)
            {
                queue.CancelWorker(workerInstanceKey);
            }
        }
    }

    /// <summary>How many tasks and how many polls wait in each queue.</summary>
    public IEnumerable<(QueueKey Key, int Backlog, int Polls)> Loads() => _queues.Select(pair =>
    {
        var (backlog, polls) = pair.Value.Load();
        return (pair.Key, backlog, polls);
    });

    /// <summary>Ends all polls, so that a server that stops need not wait for them.</summary>
    public void CancelAll()
    {
        foreach (var queue in _queues.Values)
        {
            queue.CancelWorker("");
        }
    }
}
