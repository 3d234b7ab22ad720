using Google.Protobuf;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Visibility.Attributes;
using Mdlc.Engine.Visibility.Closed;
using Mdlc.Engine.Visibility.Queries;
using Mdlc.Engine.Visibility.Records;

namespace Mdlc.Engine.Visibility;

/// <summary>
/// The runs of all namespaces, found by query: open ones in memory, closed ones where <see cref="IClosedRuns"/> keeps them. What was written is read at
/// once, and each answer is of one moment. Thread-safe.
/// </summary>
/// <remarks>
/// Strings match exactly, as in Temporal on PostgreSQL or Elasticsearch. On SQLite Temporal folds letter case in STARTS_WITH and in
/// keyword lists, and does not find a time of whole seconds by equality: both are left out.
/// </remarks>
public sealed class VisibilityStore
{
    private static readonly string[] StatusNames = [.. Enum.GetValues<WorkflowExecutionStatus>().Order().Select(status => status.ToString())];

    private readonly SearchAttributeRegistry _registry;
    private readonly IClosedRuns? _closed;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, VisibilityTable> _tables = new(StringComparer.Ordinal);

    /// <summary>Of the closed runs that are not in memory.</summary>
    private readonly Dictionary<ClosedKind, long> _counts = [];

    public VisibilityStore(SearchAttributeRegistry registry)
        : this(registry, null)
    {
    }

    /// <param name="closed">Where closed runs go; null keeps them in memory.</param>
    internal VisibilityStore(SearchAttributeRegistry registry, IClosedRuns? closed) => (_registry, _closed) = (registry, closed);

    /// <summary>How many runs are in memory.</summary>
    internal int InMemory
    {
        get
        {
            lock (_lock)
            {
                return _tables.Values.Sum(table => table.Count);
            }
        }
    }

    /// <summary>Adds a run, or replaces what was known of it.</summary>
    public void Upsert(VisibilityRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        lock (_lock)
        {
            var table = TableNeedsLock(record.Namespace);
            table.Upsert(record);
            if (!record.IsOpen && table.NoteShown(record.RunId) is { } kind)
            {
                AddNeedsLock(kind);
            }
        }
    }

    /// <summary>Forgets a run; an unknown one is ignored.</summary>
    public void Delete(string @namespace, string runId)
    {
        lock (_lock)
        {
            TableNeedsLock(@namespace).Delete(runId);
        }
    }

    /// <summary>Takes stock of the closed runs.</summary>
    internal void CountClosed()
    {
        if (_closed is not null)
        {
            var counts = _closed.Count();
            lock (_lock)
            {
                _counts.Clear();
                foreach (var (kind, count) in counts)
                {
                    _counts[kind] = count;
                }
            }
        }
    }

    /// <summary>The run is about to close: it stays in memory until it is shown closed and its keeper has it.</summary>
    internal void NoteClosing(string @namespace, string runId)
    {
        if (_closed is not null)
        {
            lock (_lock)
            {
                TableNeedsLock(@namespace).BeginLeaving(runId);
            }
        }
    }

    /// <summary>The keeper of closed runs has the run.</summary>
    internal void NoteWritten(string runId, ClosedKind kind)
    {
        lock (_lock)
        {
            if (TableNeedsLock(kind.Namespace).NoteWritten(runId, kind))
            {
                AddNeedsLock(kind);
            }
        }
    }

    /// <summary>The keeper of closed runs has one less.</summary>
    internal void NoteRemoved(ClosedKind kind)
    {
        lock (_lock)
        {
            if (_counts.TryGetValue(kind, out var count) && count > 1)
            {
                _counts[kind] = count - 1;
            }
            else
            {
                _counts.Remove(kind);
            }
        }
    }

    /// <summary>A page of the runs that match, in the default order: open ones first, then the latest closed, the latest started.</summary>
    /// <param name="query">Temporal's list filter; empty for all.</param>
    /// <param name="pageSize">At least 1.</param>
    /// <param name="pageToken">Empty for the first page, else the token of the page before.</param>
    /// <exception cref="InvalidVisibilityRequestException">The query or the token is not valid.</exception>
    public VisibilityPage List(string @namespace, string query, int pageSize, ByteString pageToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pageSize, 1);
        var compiled = QueryCompiler.Compile(query, @namespace, _registry);
        var after = VisibilityPageToken.Parse(pageToken);
        using var moment = AsksForClosed(compiled) ? _closed?.Open() : null;
        List<VisibilityRecord> records;
        IReadOnlyCollection<string> leaving;
        lock (_lock)
        {
            var table = TableNeedsLock(@namespace);
            records = [.. table.Find(compiled, after).Take(pageSize).Select(row => row.Record)];
            leaving = table.Leaving;
            moment?.Take();
        }

        if (moment is not null && !(records.Count == pageSize && records[^1].IsOpen))
        {
            records = Merge(records, Closed(moment, @namespace, compiled, after, leaving, pageSize), pageSize);
        }

        // Like Temporal: a full page has a token, even if nothing follows.
        return new VisibilityPage(records, records.Count == pageSize ? VisibilityPageToken.After(records[^1]).ToByteString() : ByteString.Empty);
    }

    /// <summary>How many runs match, in groups when the query says GROUP BY.</summary>
    /// <exception cref="InvalidVisibilityRequestException">The query is not valid.</exception>
    public VisibilityCount Count(string @namespace, string query)
    {
        var compiled = QueryCompiler.Compile(query, @namespace, _registry);
        var byKind = compiled.Where is null || compiled.Where.Attributes.All(ClosedKinds.Has);
        using var moment = !byKind && AsksForClosed(compiled) ? _closed?.Open() : null;
        Dictionary<(long Order, string? Text), long> groups;
        IReadOnlyCollection<string> leaving;
        lock (_lock)
        {
            var table = TableNeedsLock(@namespace);
            groups = table.Find(compiled, after: null).CountBy(row => GroupOf(row, compiled.GroupBy)).ToDictionary(static group => group.Key, static group => (long)group.Value);
            leaving = table.Leaving;
            moment?.Take();
            if (byKind)
            {
                foreach (var (kind, count) in _counts.Where(count => count.Key.Namespace == @namespace))
                {
                    var row = ClosedKinds.Row(kind);
                    if (compiled.Where is null || compiled.Where.Evaluate(row) == true)
                    {
                        AddTo(groups, GroupOf(row, compiled.GroupBy), count);
                    }
                }
            }
        }

        if (moment is not null)
        {
            foreach (var (group, count) in CountClosed(moment, @namespace, compiled, leaving))
            {
                AddTo(groups, group, count);
            }
        }

        return compiled.GroupBy is null
            ? new VisibilityCount(groups.Values.Sum(), [])
            : new VisibilityCount(
                groups.Values.Sum(),
                [.. groups.OrderBy(group => group.Key.Order).ThenBy(group => group.Key.Text, StringComparer.Ordinal).Select(group => new VisibilityGroup(group.Key.Text, group.Value))]);
    }

    /// <summary>Whether the query may find closed runs.</summary>
    private static bool AsksForClosed(VisibilityQuery query) => !query.RequiredValues().Any(
        required => required.Key == SystemSearchAttributes.ExecutionStatus && required.Value.Equals((long)WorkflowExecutionStatus.Running));

    private static IEnumerable<VisibilityRecord> Closed(
        IClosedMoment moment, string @namespace, VisibilityQuery query, VisibilityPageToken? after, IReadOnlyCollection<string> leaving, int? most) =>
        ClosedConditionBuilder.Build(@namespace, query.Where, after, leaving) is { } condition
            ? moment.List(condition, most)
            : moment.List(ClosedConditionBuilder.Build(@namespace, null, after, [])!, null)
                .Where(record => (query.Where is null || query.Where.Evaluate(new VisibilityRow(record)) == true) && !leaving.Contains(record.RunId));

    private static IEnumerable<((long Order, string? Text) Group, long Count)> CountClosed(
        IClosedMoment moment, string @namespace, VisibilityQuery query, IReadOnlyCollection<string> leaving) =>
        ClosedConditionBuilder.Build(@namespace, query.Where, null, leaving) is { } condition
            ? moment.Count(condition, query.GroupBy is null ? null : ClosedConditionBuilder.ColumnOf(query.GroupBy))
                .Select(group => (GroupOf(query.GroupBy, group.Value), group.Count))
            : Closed(moment, @namespace, query, null, leaving, null).CountBy(record => GroupOf(new VisibilityRow(record), query.GroupBy)).Select(group => (group.Key, (long)group.Value));

    /// <summary>Both in order; the page ends where it is full.</summary>
    private static List<VisibilityRecord> Merge(List<VisibilityRecord> inMemory, IEnumerable<VisibilityRecord> closed, int pageSize)
    {
        var merged = new List<VisibilityRecord>();
        var next = 0;
        foreach (var record in closed)
        {
            var row = new VisibilityRow(record);
            while (next < inMemory.Count && VisibilityOrder.Instance.Compare(new VisibilityRow(inMemory[next]), row) < 0)
            {
                merged.Add(inMemory[next++]);
            }

            if (merged.Count >= pageSize)
            {
                break;
            }

            merged.Add(record);
        }

        merged.AddRange(inMemory.Skip(next));
        return merged.Count > pageSize ? merged.GetRange(0, pageSize) : merged;
    }

    private static (long Order, string? Text) GroupOf(VisibilityRow row, SearchAttribute? attribute) =>
        GroupOf(attribute, attribute is null ? null : row.ValueOf(attribute));

    private static (long Order, string? Text) GroupOf(SearchAttribute? attribute, object? value) =>
        attribute is { Name: SystemSearchAttributes.ExecutionStatus } ? ((long)value!, StatusNames[(long)value]) : (0, (string?)value);

    private static void AddTo(Dictionary<(long Order, string? Text), long> groups, (long Order, string? Text) group, long count) =>
        groups[group] = groups.GetValueOrDefault(group) + count;

    private void AddNeedsLock(ClosedKind kind) => _counts[kind] = _counts.GetValueOrDefault(kind) + 1;

    private VisibilityTable TableNeedsLock(string @namespace)
    {
        if (!_tables.TryGetValue(@namespace, out var table))
        {
            _tables[@namespace] = table = new VisibilityTable();
        }

        return table;
    }
}
