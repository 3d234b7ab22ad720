namespace Mdlc.Engine.Matching;

/// <summary>One queue: tasks that wait for pollers, or pollers that wait for tasks, never both.</summary>
internal sealed class MatchingQueue(TimeProvider time)
{
    private static readonly TimeSpan PollerMemory = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly PriorityQueue<QueueTask, (int Priority, long Order)> _backlog = new();
    private readonly LinkedList<Poller> _pollers = new();
    private readonly Dictionary<string, (DateTimeOffset LastAccess, WorkerVersionCapabilities? Capabilities)> _seen = new(StringComparer.Ordinal);
    private long _lastOrder;
    private long _firstOrder;
    private DateTimeOffset _lastPoll = DateTimeOffset.MinValue;

    public void Add(QueueTask task)
    {
        task.QueuedAt = time.GetUtcNow();
        lock (_gate)
        {
            if (!HandOut(task))
            {
                _backlog.Enqueue(task, (task.Priority, ++_lastOrder));
            }
        }
    }

    /// <summary>Puts a task that was not delivered back to the front.</summary>
    public void PutBack(QueueTask task)
    {
        lock (_gate)
        {
            if (!HandOut(task))
            {
                _backlog.Enqueue(task, (task.Priority, --_firstOrder));
            }
        }
    }

    /// <summary>Gives the poller a waiting task at once, or lets it wait.</summary>
    public void Poll(Poller poller)
    {
        lock (_gate)
        {
            Remember(poller);
            while (_backlog.TryPeek(out var task, out _))
            {
                if (task.IsStale)
                {
                    _backlog.Dequeue();
                }
                else if (poller.TryDeliver(task))
                {
                    _backlog.Dequeue();
                    return;
                }
                else
                {
                    return;
                }
            }

            poller.Node = _pollers.AddLast(poller);
        }
    }

    /// <summary>Ends the poll empty, unless it has got a task already.</summary>
    public void Cancel(Poller poller)
    {
        lock (_gate)
        {
            Remove(poller);
            poller.End();
            Remember(poller);
        }
    }

    /// <summary>Ends the polls of one worker, or all with an empty key.</summary>
    public void CancelWorker(string workerInstanceKey)
    {
        lock (_gate)
        {
            for (var node = _pollers.First; node is not null;)
            {
                var (poller, next) = (node.Value, node.Next);
                if (workerInstanceKey.Length == 0 || poller.WorkerInstanceKey == workerInstanceKey)
                {
                    Remove(poller);
                    poller.End();
                }

                node = next;
            }
        }
    }

    /// <summary>Forgets its pollers and gives up its backlog, because its worker is gone.</summary>
    public IReadOnlyList<QueueTask> Abandon()
    {
        lock (_gate)
        {
            _lastPoll = DateTimeOffset.MinValue;
            var tasks = new List<QueueTask>();
            while (_backlog.TryDequeue(out var task, out _))
            {
                tasks.Add(task);
            }

            return tasks;
        }
    }

    /// <summary>Whether a worker polls now or did within the span.</summary>
    public bool HasPollerWithin(TimeSpan span)
    {
        lock (_gate)
        {
            return _pollers.Count > 0 || time.GetUtcNow() - _lastPoll <= span;
        }
    }

    public (IReadOnlyList<PollerInfo> Pollers, int Backlog) Describe()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            foreach (var poller in _pollers)
            {
                _seen[poller.Identity] = (now, poller.Capabilities);
            }

            foreach (var identity in _seen.Where(seen => now - seen.Value.LastAccess > PollerMemory).Select(seen => seen.Key).ToList())
            {
                _seen.Remove(identity);
            }

            var pollers = _seen.OrderByDescending(seen => seen.Value.LastAccess).Select(seen => new PollerInfo
            {
                Identity = seen.Key,
                LastAccessTime = Timestamp.FromDateTimeOffset(seen.Value.LastAccess),
                RatePerSecond = 100_000,
                WorkerVersionCapabilities = seen.Value.Capabilities,
            });
            return (pollers.ToList(), _backlog.Count);
        }
    }

    public (int Backlog, int Polls) Load()
    {
        lock (_gate)
        {
            return (_backlog.Count, _pollers.Count);
        }
    }

    private bool HandOut(QueueTask task)
    {
        while (_pollers.First is { } node)
        {
            Remove(node.Value);
            if (node.Value.TryDeliver(task))
            {
                return true;
            }
        }

        return false;
    }

    private void Remember(Poller poller)
    {
        _lastPoll = time.GetUtcNow();
        _seen[poller.Identity] = (_lastPoll, poller.Capabilities);
    }

    private void Remove(Poller poller)
    {
        if (poller.Node is { } node)
        {
            _pollers.Remove(node);
            poller.Node = null;
        }
    }
}
