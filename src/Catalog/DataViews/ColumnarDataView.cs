using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mdlc.Catalog.DataViews;

/// <summary>Columns in memory as ML.NET sees them. Immutable; any number of cursors may read it at once.</summary>
public sealed class ColumnarDataView : IDataView
{
    private readonly ColumnarDataViewColumn[] _columns;

    /// <param name="rows">Number of rows; the columns' arrays may be longer.</param>
    public ColumnarDataView(IEnumerable<ColumnarDataViewColumn> columns, int rows)
    {
        _columns = [.. columns];
        Rows = rows;
        foreach (var column in _columns)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(column.Values.Length, rows, column.Name);
        }

        Schema = SchemaOf(_columns);
    }

    public IReadOnlyList<ColumnarDataViewColumn> Columns => _columns;

    public int Rows { get; }

    public DataViewSchema Schema { get; }

    bool IDataView.CanShuffle => false;

    /// <exception cref="ArgumentException">No column has that name.</exception>
    public ColumnarDataViewColumn this[string name] =>
        Array.Find(_columns, column => column.Name == name)
        ?? throw new ArgumentException($"Found the columns {string.Join(", ", _columns.Select(c => c.Name))}, expected '{name}' among them.", nameof(name));

    /// <summary>A copy of the named rows, in the order given.</summary>
    public ColumnarDataView Gather(int[] rows) => new(_columns.Select(column => column.Gather(rows)), rows.Length);

    /// <summary>The same view with the column of that name replaced.</summary>
    public ColumnarDataView With(ColumnarDataViewColumn replacement) =>
        new(_columns.Select(column => column.Name == replacement.Name ? replacement : column), Rows);

    /// <summary>The same view without a column; the rest are shared.</summary>
    public ColumnarDataView Without(string name) => new(_columns.Where(column => column.Name != name), Rows);

    public long? GetRowCount() => Rows;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new ColumnarDataViewCursor(this, columnsNeeded);

    /// <summary>One cursor, whatever number is asked for: the order of rows is part of a model's digest.</summary>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private static DataViewSchema SchemaOf(ColumnarDataViewColumn[] columns)
    {
        var builder = new DataViewSchema.Builder();
        foreach (var column in columns)
        {
            builder.AddColumn(column.Name, column.Type, AnnotationsOf(column));
        }

        return builder.ToSchema();
    }

    private static DataViewSchema.Annotations? AnnotationsOf(ColumnarDataViewColumn column)
    {
        if (column.Kind != ColumnarDataViewKind.Key)
        {
            return null;
        }

        var classes = column.TextMemory!;
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add<VBuffer<ReadOnlyMemory<char>>>(
            "KeyValues",
            new VectorDataViewType(TextDataViewType.Instance, classes.Length),
            (ref VBuffer<ReadOnlyMemory<char>> value) => value = new(classes.Length, classes));
        return builder.ToAnnotations();
    }
}
