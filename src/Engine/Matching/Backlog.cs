namespace Mdlc.Engine.Matching;

/// <summary>
/// The tasks that wait in a queue: by priority, within a priority in turns between fairness keys by their weights, within a key in order.
/// Not thread-safe.
/// </summary>
internal sealed class Backlog
{
    private const int LanesKept = 10_000;

    private readonly PriorityQueue<QueueTask, (int Priority, double Turn, long Order)> _tasks = new();

    /// <summary>The last turn that each key has been given, and the turn that is served now, by priority.</summary>
    private readonly Dictionary<(int Priority, string Key), double> _lastTurns = [];
    private readonly Dictionary<int, double> _turns = [];
    private long _lastOrder;
    private long _firstOrder;

    public int Count => _tasks.Count;

    /// <summary>When the task that waits for the longest time came; null when none waits.</summary>
    public DateTimeOffset? Oldest => _tasks.Count == 0 ? null : _tasks.UnorderedItems.Min(static item => item.Element.QueuedAt);

    /// <summary>Weights that hold instead of those that tasks bring along.</summary>
    public IReadOnlyDictionary<string, float> Weights { get; set; } = new Dictionary<string, float>();

    public void Add(QueueTask task) => _tasks.Enqueue(task, (task.Priority, NextTurn(task), ++_lastOrder));

    /// <summary>In front of all of its priority.</summary>
    public void PutBack(QueueTask task) => _tasks.Enqueue(task, (task.Priority, double.NegativeInfinity, --_firstOrder));

    /// <summary>The next task that is still wanted, or null; those that are not are dropped.</summary>
    public QueueTask? Peek()
    {
        while (_tasks.TryPeek(out var task, out _))
        {
            if (!task.IsStale)
            {
                return task;
            }

            Remove();
        }

        return null;
    }

    /// <summary>Removes the task that <see cref="Peek"/> returned.</summary>
    public void Remove()
    {
        _tasks.TryDequeue(out _, out var place);
        if (place.Turn > _turns.GetValueOrDefault(place.Priority))
        {
            _turns[place.Priority] = place.Turn;
        }
    }

    /// <summary>Empties it, in the order in which the tasks would have left.</summary>
    public IReadOnlyList<QueueTask> TakeAll()
    {
        var tasks = new List<QueueTask>();
        while (Peek() is { } task)
        {
            tasks.Add(task);
            Remove();
        }

        return tasks;
    }

    /// <summary>A key that was silent gets no turns for the time it was.</summary>
    private double NextTurn(QueueTask task)
    {
        var lane = (task.Priority, task.FairnessKey);
        var now = _turns.GetValueOrDefault(task.Priority);
        if (_lastTurns.Count >= LanesKept)
        {
            _lastTurns.Clear();
        }

        var weight = Weights.TryGetValue(task.FairnessKey, out var given) ? given : task.FairnessWeight > 0 ? task.FairnessWeight : 1;
        var turn = Math.Max(now, _lastTurns.GetValueOrDefault(lane)) + 1 / weight;
        _lastTurns[lane] = turn;
        return turn;
    }
}
