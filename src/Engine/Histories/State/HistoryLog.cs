using Google.Protobuf;

namespace Mdlc.Engine.Histories.State;

/// <summary>The history of one run: event batches, append-only but for a last workflow task start that never left.</summary>
internal sealed class HistoryLog
{
    private readonly List<Batch> _batches = [];

    /// <summary>One transaction's events; a batch is never split between pages.</summary>
    internal sealed record Batch(long FirstEventId, IReadOnlyList<HistoryEvent> Events)
    {
        public long NextEventId => FirstEventId + Events.Count;

        public bool IsTaskStart => Events.Count == 1 && Events[0].EventType == EventType.WorkflowTaskStarted;
    }

    public IReadOnlyList<Batch> Batches => _batches;

    public long NextEventId => _batches.Count == 0 ? 1 : _batches[^1].NextEventId;

    /// <summary>Bytes of the batches that were serialized for the disk.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>How many leading batches were given to the journal.</summary>
    public int PersistedBatches { get; private set; }

    public HistoryEvent this[long eventId] => FindBatch(eventId) is var batch and >= 0
        ? _batches[batch].Events[(int)(eventId - _batches[batch].FirstEventId)]
        : throw new ArgumentOutOfRangeException(nameof(eventId), eventId, $"the history has events 1 to {NextEventId - 1}");

    public void Append(IReadOnlyList<HistoryEvent> events) => _batches.Add(new Batch(events[0].EventId, events));

    /// <summary>Whether a batch begins with the event.</summary>
    public bool BeginsBatch(long eventId) => FindBatch(eventId) is var batch and >= 0 && _batches[batch].FirstEventId == eventId;

    /// <summary>The batches before the event, with which a batch begins.</summary>
    public IEnumerable<IReadOnlyList<HistoryEvent>> Before(long eventId) =>
        _batches.TakeWhile(batch => batch.FirstEventId < eventId).Select(batch => batch.Events);

    /// <summary>All events from the one that is named on.</summary>
    public IEnumerable<HistoryEvent> From(long eventId) => _batches.SelectMany(batch => batch.Events).Where(e => e.EventId >= eventId);

    /// <summary>Takes a batch that came from the disk.</summary>
    public void Restore(byte[] data)
    {
        Append(History.Parser.ParseFrom(data).Events);
        SizeBytes += data.Length;
        PersistedBatches = _batches.Count;
    }

    /// <summary>
    /// Serializes what the disk lacks, except a workflow task start at the very end: it is written with what follows it, so that after a
    /// crash the task is simply handed out again.
    /// </summary>
    public IEnumerable<byte[]> TakeUnpersisted()
    {
        while (PersistedBatches < _batches.Count)
        {
            var batch = _batches[PersistedBatches];
            if (batch.IsTaskStart && PersistedBatches == _batches.Count - 1)
            {
                yield break;
            }

            var data = Serialize(batch);
            SizeBytes += data.Length;
            PersistedBatches++;
            yield return data;
        }
    }

    /// <summary>Removes the workflow task start at the end, which was never persisted.</summary>
    public void RemoveTaskStart()
    {
        if (_batches.Count > PersistedBatches && _batches[^1].IsTaskStart)
        {
            _batches.RemoveAt(_batches.Count - 1);
        }
    }

    /// <summary>Batches from the event on; the size of a page counts batches, as on Temporal.</summary>
    /// <param name="from">The first event wanted; it may stand within a batch.</param>
    /// <param name="end">The first event not wanted.</param>
    /// <returns>The events, and where the next page starts (<paramref name="end"/> when there is none).</returns>
    public (List<HistoryEvent> Events, long Next) Page(long from, long end, int pageSize)
    {
        var events = new List<HistoryEvent>();
        var next = from;
        var first = Math.Max(0, FindBatch(from));
        for (var i = first; i < _batches.Count && next < end && i - first < pageSize; i++)
        {
            foreach (var e in _batches[i].Events)
            {
                if (e.EventId >= from && e.EventId < end)
                {
                    events.Add(e);
                }
            }

            next = Math.Min(end, Math.Max(next, _batches[i].NextEventId));
        }

        return (events, next);
    }

    /// <summary>Whole batches backwards from the event, newest first.</summary>
    /// <returns>The events, and the event with which the next page starts (0 when there is none).</returns>
    public (List<HistoryEvent> Events, long Next) PageBackwards(long from, int pageSize)
    {
        var events = new List<HistoryEvent>();
        var last = FindBatch(from);
        var i = last;
        for (; i >= 0 && last - i < pageSize; i--)
        {
            events.AddRange(_batches[i].Events.Where(e => e.EventId <= from).Reverse());
        }

        return (events, i < 0 ? 0 : _batches[i].NextEventId - 1);
    }

    private static byte[] Serialize(Batch batch)
    {
        var history = new History();
        history.Events.AddRange(batch.Events);
        return history.ToByteArray();
    }

    private int FindBatch(long eventId)
    {
        var (low, high) = (0, _batches.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (eventId < _batches[middle].FirstEventId)
            {
                high = middle - 1;
            }
            else if (eventId >= _batches[middle].NextEventId)
            {
                low = middle + 1;
            }
            else
            {
                return middle;
            }
        }

        return -1;
    }
}
