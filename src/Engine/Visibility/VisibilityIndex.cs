using Mdlc.Engine.Visibility.Attributes;
using Mdlc.Engine.Visibility.Queries;
using Mdlc.Engine.Visibility.Records;

namespace Mdlc.Engine.Visibility;

/// <summary>The rows of a table by one system attribute, each set in the default order.</summary>
internal sealed class VisibilityIndex(string attributeName)
{
    private static readonly SortedSet<VisibilityRow> None = new(VisibilityOrder.Instance);

    private readonly Dictionary<object, SortedSet<VisibilityRow>> _rows = [];
    private readonly Func<VisibilityRecord, object?> _read = SystemSearchAttributes.Readers[attributeName];

    public string AttributeName { get; } = attributeName;

    public void Add(VisibilityRow row)
    {
        var value = _read(row.Record)!;
        if (!_rows.TryGetValue(value, out var rows))
        {
            _rows[value] = rows = new SortedSet<VisibilityRow>(VisibilityOrder.Instance);
        }

        rows.Add(row);
    }

    public void Remove(VisibilityRow row)
    {
        var value = _read(row.Record)!;
        var rows = _rows[value];
        rows.Remove(row);
        if (rows.Count == 0)
        {
            _rows.Remove(value);
        }
    }

    public SortedSet<VisibilityRow> RowsWith(object value) => _rows.GetValueOrDefault(value, None);
}
