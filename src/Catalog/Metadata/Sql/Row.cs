using System.Globalization;
using System.Text.Json;
using Mdlc.Catalog.Metadata.Stored;

namespace Mdlc.Catalog.Metadata.Sql;

/// <summary>A row that was held against its checksum, by column. One from before there were checksums may yet hold what nobody wrote.</summary>
internal sealed class Row(Table table, object?[] values)
{
    public IReadOnlyList<object?> Values => values;

    public string Text(string column) => Of(column) as string ?? throw Unexpected(column, "a text");

    public string? TextOrNull(string column) => Of(column) is null ? null : Text(column);

    public long Number(string column) => Of(column) is long number ? number : throw Unexpected(column, "a whole number");

    public int? NumberOrNull(string column) => Of(column) is null ? null : Small(column);

    /// <summary>A number that an <see cref="int"/> holds, such as a version.</summary>
    public int Small(string column) =>
        Number(column) is >= int.MinValue and <= int.MaxValue and var number ? (int)number : throw Unexpected(column, "a smaller number");

    public DateTimeOffset Moment(string column) =>
        Number(column) is >= 0 and var ticks && ticks <= DateTimeOffset.MaxValue.UtcTicks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : throw Unexpected(column, "a moment");

    public T Json<T>(string column)
        where T : class
    {
        try
        {
            return StoredJson.Read<T>(Text(column));
        }
        catch (Exception unreadable) when (unreadable is JsonException or NotSupportedException or ArgumentException)
        {
            throw Damaged($"{column} is no {typeof(T).Name} ({unreadable.Message})", unreadable);
        }
    }

    public Row With(string column, object? value)
    {
        var changed = (object?[])values.Clone();
        changed[table.IndexOf(column)] = value;
        return new Row(table, changed);
    }

    public DamagedRowException Damaged(string what, Exception? inner = null)
    {
        var key = values.Take(table.KeyLength).Select(value => Convert.ToString(value, CultureInfo.InvariantCulture));
        return new DamagedRowException($"row {string.Join('/', key)} of table {table.Name} is not what was written: {what}", inner);
    }

    private object? Of(string column) => values[table.IndexOf(column)];

    private DamagedRowException Unexpected(string column, string expected) => Damaged($"{column} is not {expected}");
}
