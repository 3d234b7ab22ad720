namespace Mdlc.Engine.Matching;

/// <summary>
/// One queue: tasks that wait for pollers, or pollers that wait for tasks; both only while a rate limit holds the tasks back. Workers of
/// different versions stand in different lanes; into which a task belongs is said by the queue's routing, anew whenever that changes.
/// </summary>
internal sealed class MatchingQueue(TimeProvider time)
{
    private readonly Lock _gate = new();

    /// <summary>The first one is that of workers without a version.</summary>
    private readonly List<Lane> _lanes = [new Lane(null)];
    private readonly RecentRate _added = new(time.GetUtcNow());
    private readonly RecentRate _dispatched = new(time.GetUtcNow());
    private QueueRouting _routing = QueueRouting.None;
    private IReadOnlyDictionary<string, float> _weights = new Dictionary<string, float>();
    private RateLimit? _limit;
    private double? _operatorsLimit;
    private double? _workersLimit;
    private ITimer? _nextPermit;

    public void Add(QueueTask task)
    {
        task.QueuedAt = time.GetUtcNow();
        lock (_gate)
        {
            var lane = LaneOf(task);
            lane.LastTask = task.QueuedAt;
            _added.Add(task.QueuedAt);
            lane.Backlog.Add(task);
            Match(lane);
        }
    }

    /// <summary>Puts a task that was not delivered back to the front.</summary>
    public void PutBack(QueueTask task)
    {
        lock (_gate)
        {
            _limit?.GiveBack();
            var lane = LaneOf(task);
            lane.Backlog.PutBack(task);
            Match(lane);
        }
    }

    /// <summary>From now on tasks go where the routing says, those that wait among them.</summary>
    public void Route(QueueRouting routing)
    {
        lock (_gate)
        {
            var moves = !routing.RoutesLike(_routing);
            _routing = routing;
            if (moves)
            {
                MoveTasks();
                MatchAll();
            }

            _lanes.RemoveAll(lane => lane.Version is { } version && lane.IsEmpty && !routing.Members.Contains(version));
        }
    }

    /// <summary>Gives the poller a waiting task at once, or lets it wait.</summary>
    public void Poll(Poller poller)
    {
        lock (_gate)
        {
            var lane = LaneOf(poller.Version);
            lane.Remember(poller, time.GetUtcNow());
            poller.Node = lane.Pollers.AddLast(poller);
            Match(lane);
        }
    }

    /// <summary>Ends the poll empty, unless it has got a task already.</summary>
    public void Cancel(Poller poller)
    {
        lock (_gate)
        {
            Remove(poller);
            poller.End();
            Find(poller.Version)?.Remember(poller, time.GetUtcNow());
        }
    }

    /// <summary>Ends the polls of one worker, or all with an empty key.</summary>
    public void CancelWorker(string workerInstanceKey)
    {
        lock (_gate)
        {
            foreach (var lane in _lanes)
            {
                foreach (var poller in lane.Pollers.Where(poller => workerInstanceKey.Length == 0 || poller.WorkerInstanceKey == workerInstanceKey).ToList())
                {
                    Remove(poller);
                    lane.Forget(poller);
                    poller.End();
                }
            }
        }
    }

    /// <summary>Forgets its pollers and gives up its backlog, because its worker is gone.</summary>
    public IReadOnlyList<QueueTask> Abandon()
    {
        lock (_gate)
        {
            return _lanes.SelectMany(lane =>
            {
                lane.LastPoll = DateTimeOffset.MinValue;
                return lane.Backlog.TakeAll();
            }).ToList();
        }
    }

    /// <summary>Whether a worker polls now or did within the span.</summary>
    public bool HasPollerWithin(TimeSpan span)
    {
        lock (_gate)
        {
            foreach (var lane in _lanes)
            {
                if (HasPoller(lane, span))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Whether a worker of the version polls now or did within the span.</summary>
    public bool HasPoller(DeploymentVersion version, TimeSpan span)
    {
        lock (_gate)
        {
            return Find(version) is { } lane && HasPoller(lane, span);
        }
    }

    /// <summary>Whether tasks wait for workers of the version, or one came within the span.</summary>
    public bool IsUsed(DeploymentVersion version, TimeSpan span)
    {
        lock (_gate)
        {
            return Find(version) is { } lane && (lane.Backlog.Count > 0 || time.GetUtcNow() - lane.LastTask <= span);
        }
    }

    /// <summary>How many tasks wait for workers of the version.</summary>
    public int BacklogOf(DeploymentVersion version)
    {
        lock (_gate)
        {
            return Find(version)?.Backlog.Count ?? 0;
        }
    }

    public (IReadOnlyList<PollerInfo> Pollers, int Backlog) Describe()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var pollers = _lanes.SelectMany(lane => lane.Seen(now)).OrderByDescending(seen => seen.LastAccess).Select(seen => new PollerInfo
            {
                Identity = seen.Identity,
                LastAccessTime = Timestamp.FromDateTimeOffset(seen.LastAccess),
                RatePerSecond = 100_000,
                WorkerVersionCapabilities = seen.Capabilities,
                DeploymentOptions = seen.Deployment,
            });
            return (pollers.ToList(), Waiting);
        }
    }

    /// <summary>How much waits, for how long already, and how much came and went a second of late.</summary>
    public TaskQueueStats Stats()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var oldest = _lanes.Min(static lane => lane.Backlog.Oldest) ?? now;
            return new TaskQueueStats
            {
                ApproximateBacklogCount = Waiting,
                ApproximateBacklogAge = Duration.FromTimeSpan(now > oldest ? now - oldest : TimeSpan.Zero),
                TasksAddRate = _added.PerSecond(now),
                TasksDispatchRate = _dispatched.PerSecond(now),
            };
        }
    }

    public (int Backlog, int Polls) Load()
    {
        lock (_gate)
        {
            return (Waiting, _lanes.Sum(lane => lane.Pollers.Count));
        }
    }

    /// <summary>What an operator has set; it counts instead of what workers ask for.</summary>
    public void Configure(double? perSecond, IReadOnlyDictionary<string, float> weights)
    {
        lock (_gate)
        {
            _operatorsLimit = perSecond;
            _weights = weights;
            _lanes.ForEach(lane => lane.Backlog.Weights = weights);
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
            MatchAll();
        }
    }

    /// <summary>Those of different lanes come together in the order in which they came into the queue.</summary>
    private void MoveTasks()
    {
        foreach (var task in _lanes.SelectMany(lane => lane.Backlog.TakeAll()).OrderBy(task => task.QueuedAt).ToList())
        {
            LaneOf(task).Backlog.Add(task);
        }
    }

    private void MatchAll() => _lanes.ForEach(Match);

    private void Match(Lane lane)
    {
        while (lane.Pollers.First is { } node && lane.Backlog.Peek() is { } task)
        {
            if (_limit?.TryTake(time.GetUtcNow()) is { } wait && wait != TimeSpan.Zero)
            {
                MatchAfter(wait);
                return;
            }

            Remove(node.Value);
            if (node.Value.TryDeliver(task))
            {
                lane.Backlog.Remove();
                _dispatched.Add(time.GetUtcNow());
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
            MatchAll();
        }
    }

    private Lane LaneOf(QueueTask task) => task.IsForCache ? _lanes[0] : LaneOf(_routing.Lane(task.Directive));

    private Lane LaneOf(DeploymentVersion? version)
    {
        if (Find(version) is { } known)
        {
            return known;
        }

        var lane = new Lane(version);
        lane.Backlog.Weights = _weights;
        _lanes.Add(lane);
        return lane;
    }

    /// <summary>Null when no task or poll has made the version's lane; who only asks makes none.</summary>
    private Lane? Find(DeploymentVersion? version)
    {
        if (version is null)
        {
            return _lanes[0];
        }

        foreach (var lane in _lanes)
        {
            if (lane.Version == version)
            {
                return lane;
            }
        }

        return null;
    }

    private int Waiting => _lanes.Sum(lane => lane.Backlog.Count);

    private bool HasPoller(Lane lane, TimeSpan span) => lane.Pollers.Count > 0 || time.GetUtcNow() - lane.LastPoll <= span;

    private static void Remove(Poller poller)
    {
        poller.Node?.List?.Remove(poller.Node);
        poller.Node = null;
    }
}
