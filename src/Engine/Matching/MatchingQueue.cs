namespace Mdlc.Engine.Matching;

/// <summary>One queue: tasks that wait for pollers, or pollers that wait for tasks; both only while a rate limit holds the tasks back.</summary>
internal sealed class MatchingQueue(TimeProvider time)
{
    private static readonly TimeSpan PollerMemory = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly Backlog _backlog = new();
    private readonly LinkedList<Poller> _pollers = new();
    private readonly Dictionary<string, (DateTimeOffset LastAccess, WorkerVersionCapabilities? Capabilities)> _seen = new(StringComparer.Ordinal);
    private DateTimeOffset _lastPoll = DateTimeOffset.MinValue;
    private RateLimit? _limit;
    private double? _operatorsLimit;
    private double? _workersLimit;
    private ITimer? _nextPermit;

    public void Add(QueueTask task)
    {
        task.QueuedAt = time.GetUtcNow();
        lock (_gate)
        {
            _backlog.Add(task);
            Match();
        }
    }

    /// <summary>Puts a task that was not delivered back to the front.</summary>
    public void PutBack(QueueTask task)
    {
        lock (_gate)
        {
            _limit?.GiveBack();
            _backlog.PutBack(task);
            Match();
        }
    }

    /// <summary>Gives the poller a waiting task at once, or lets it wait.</summary>
    public void Poll(Poller poller)
    {
        lock (_gate)
        {
            Remember(poller);
            poller.Node = _pollers.AddLast(poller);
            Match();
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
            while (_backlog.Peek() is { } task)
            {
                tasks.Add(task);
                _backlog.Remove();
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

    /// <summary>What an operator has set; it counts instead of what workers ask for.</summary>
    public void Configure(double? perSecond, IReadOnlyDictionary<string, float> weights)
    {
        lock (_gate)
        {
            _operatorsLimit = perSecond;
            _backlog.Weights = weights;
            SetLimit();
        }
    }

    /// <summary>The rate that the latest poll asks for; null is none.</summary>
    public void LimitByWorker(double? perSecond)
    {
        lock (_gate)
        {
            if (_workersLimit != perSecond)
            {
                _workersLimit = perSecond;
                SetLimit();
            }
        }
    }

    private void SetLimit()
    {
        var perSecond = _operatorsLimit ?? _workersLimit;
        if (perSecond != _limit?.PerSecond)
        {
            _limit = perSecond is { } rate ? new RateLimit(rate, time.GetUtcNow()) : null;
            Match();
        }
    }

    private void Match()
    {
        while (_pollers.First is { } node && _backlog.Peek() is { } task)
        {
            if (_limit?.TryTake(time.GetUtcNow()) is { } wait && wait != TimeSpan.Zero)
            {
                MatchAfter(wait);
                return;
            }

            Remove(node.Value);
            if (node.Value.TryDeliver(task))
            {
                _backlog.Remove();
            }
            else
            {
                _limit?.GiveBack();
            }
        }
    }

    /// <summary>Timers count whole milliseconds and must not come early.</summary>
    private void MatchAfter(TimeSpan wait)
    {
        _nextPermit ??= time.CreateTimer(static state => ((MatchingQueue)state!).MatchAgain(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _nextPermit.Change(wait < TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }

    private void MatchAgain()
    {
        lock (_gate)
        {
            Match();
        }
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
