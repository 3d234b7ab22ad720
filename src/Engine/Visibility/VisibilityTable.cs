using Mdlc.Engine.Visibility.Attributes;
using Mdlc.Engine.Visibility.Queries;
using Mdlc.Engine.Visibility.Records;

namespace Mdlc.Engine.Visibility;

/// <summary>The runs of one namespace, kept in the default order, whole and by the attributes that are asked for most. Not thread-safe.</summary>
internal sealed class VisibilityTable
{
    private readonly Dictionary<string, VisibilityRow> _byRunId = new(StringComparer.Ordinal);
    private readonly SortedSet<VisibilityRow> _all = new(VisibilityOrder.Instance);
    private readonly VisibilityIndex[] _indexes =
    [
        new(SystemSearchAttributes.WorkflowId), new(SystemSearchAttributes.WorkflowType), new(SystemSearchAttributes.ExecutionStatus),
    ];

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
