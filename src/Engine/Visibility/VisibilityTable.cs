using Mdlc.Engine.Visibility.Attributes;
using Mdlc.Engine.Visibility.Closed;
using Mdlc.Engine.Visibility.Queries;
using Mdlc.Engine.Visibility.Records;

namespace Mdlc.Engine.Visibility;

/// <summary>The runs of one namespace that are in memory, kept in the default order, whole and by the attributes that are asked for most. Not thread-safe.</summary>
internal sealed class VisibilityTable
{
    /// <summary>Runs that are on their way out of memory: how they are counted once the disk has them, and whether they are shown closed.</summary>
    private readonly Dictionary<string, (ClosedKind? Written, bool IsShown)> _leaving = new(StringComparer.Ordinal);
    private readonly Dictionary<string, VisibilityRow> _byRunId = new(StringComparer.Ordinal);
    private readonly SortedSet<VisibilityRow> _all = new(VisibilityOrder.Instance);
    private readonly VisibilityIndex[] _indexes =
    [
        new(SystemSearchAttributes.WorkflowId), new(SystemSearchAttributes.WorkflowType), new(SystemSearchAttributes.ExecutionStatus),
    ];

    /// <summary>How many runs are in memory.</summary>
    public int Count => _byRunId.Count;

    /// <summary>Runs that the disk may have, and that are shown as memory has them.</summary>
    public IReadOnlyCollection<string> Leaving => [.. _leaving.Keys];

    /// <summary>The run is closing: it leaves once it is both shown so and on disk, whichever comes first.</summary>
    public void BeginLeaving(string runId) => _leaving[runId] = default;

    /// <summary>The disk has the closed run.</summary>
    /// <returns>True when the run has left.</returns>
    public bool NoteWritten(string runId, ClosedKind kind) => Note(runId, state => state with { Written = kind }) is not null;

    /// <summary>The run is shown closed.</summary>
    /// <returns>How it is counted from now on, when it has left; else null.</returns>
    public ClosedKind? NoteShown(string runId) => Note(runId, state => state with { IsShown = true });

    private ClosedKind? Note(string runId, Func<(ClosedKind? Written, bool IsShown), (ClosedKind? Written, bool IsShown)> change)
    {
        if (!_leaving.TryGetValue(runId, out var state))
        {
            return null;
        }

        state = change(state);
        if (state is not { Written: { } kind, IsShown: true })
        {
            _leaving[runId] = state;
            return null;
        }

        _leaving.Remove(runId);
        Delete(runId);
        return kind;
    }

    public void Upsert(VisibilityRecord record)
    {
        Delete(record.RunId);
        var row = new VisibilityRow(record);
        _byRunId.Add(record.RunId, row);
        _all.Add(row);
        foreach (var index in _indexes)
        {
            index.Add(row);
        }
    }

    public void Delete(string runId)
    {
        if (!_byRunId.Remove(runId, out var row))
        {
            return;
        }

        _all.Remove(row);
        foreach (var index in _indexes)
        {
            index.Remove(row);
        }
    }

    /// <summary>The rows that match, in order, lazily: read them before the table changes.</summary>
    public IEnumerable<VisibilityRow> Find(VisibilityQuery query, VisibilityPageToken? after)
    {
        var rows = From(Candidates(query), after);
        return query.Where is null ? rows : rows.Where(row => query.Where.Evaluate(row) == true);
    }

    // The smallest set that is sure to hold every match.
    private SortedSet<VisibilityRow> Candidates(VisibilityQuery query)
    {
        var smallest = _all;
        foreach (var (name, value) in query.RequiredValues())
        {
            if (Array.Find(_indexes, index => index.AttributeName == name)?.RowsWith(value) is { } rows && rows.Count < smallest.Count)
            {
                smallest = rows;
            }
        }

        return smallest;
    }

    private static IEnumerable<VisibilityRow> From(SortedSet<VisibilityRow> rows, VisibilityPageToken? after)
    {
        if (after is null || rows.Count == 0)
        {
            return rows;
        }

        var place = after.ToRow();
        return VisibilityOrder.Instance.Compare(place, rows.Max) >= 0
            ? []
            : rows.GetViewBetween(place, rows.Max).SkipWhile(row => VisibilityOrder.Instance.Compare(row, place) == 0);
    }
}
