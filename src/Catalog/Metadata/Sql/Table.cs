using System.Data.Common;

namespace Mdlc.Catalog.Metadata.Sql;

/// <summary>
/// A table whose rows each end with a checksum. They are read and written whole, so that what is read was held against its checksum, and what
/// is written has the right one.
/// </summary>
internal sealed class Table
{
    private const string Checksum = "crc";

    private readonly string[] _columns;

    /// <param name="keyLength">How many of the columns, the first ones, are the key.</param>
    /// <param name="columns">All of them but the checksum.</param>
    public Table(string name, int keyLength, params string[] columns)
    {
        Name = name;
        KeyLength = keyLength;
        _columns = columns;
    }

    public string Name { get; }

    public int KeyLength { get; }

    private IEnumerable<string> Key => _columns.Take(KeyLength);

    private IEnumerable<string> Written => _columns.Append(Checksum);

    public int IndexOf(string column) => Array.IndexOf(_columns, column);

    /// <param name="rest">What stands behind the table's name: WHERE, ORDER BY, LIMIT.</param>
    /// <exception cref="DamagedRowException">A row is not what was written.</exception>
    public Task<IReadOnlyList<Row>> SelectAsync(Session session, string rest, params (string Name, object? Value)[] parameters) =>
        session.QueryAsync(
            $"SELECT {string.Join(", ", _columns)}, {(session.HasChecksums ? Checksum : "NULL")} FROM {Name} {rest}", Read, parameters);

    /// <summary>The only row, or none.</summary>
    /// <inheritdoc cref="SelectAsync"/>
    public async Task<Row?> FindAsync(Session session, string rest, params (string Name, object? Value)[] parameters) =>
        (await SelectAsync(session, rest, parameters)).SingleOrDefault();

    /// <summary>One more than the highest number that a column has in some rows; 1 where there are none.</summary>
    /// <param name="where">Which rows.</param>
    public async Task<long> NextAsync(Session session, string column, string where, params (string Name, object? Value)[] parameters) =>
        (await FindAsync(session, $"{where} ORDER BY {column} DESC LIMIT 1", parameters) is { } last ? last.Number(column) : 0) + 1;

    public Task<int> InsertAsync(Session session, params object?[] values) => session.ExecuteAsync(Insert, Parameters(values));

    /// <summary>Writes a row in place of the one that has its key, if there is one.</summary>
    public Task<int> PutAsync(Session session, params object?[] values) =>
        session.ExecuteAsync(
            $"{Insert} ON CONFLICT ({string.Join(", ", Key)}) DO UPDATE SET {string.Join(", ", Written.Skip(KeyLength).Select(c => $"{c} = excluded.{c}"))}",
            Parameters(values));

    /// <summary>Writes a row that was read, and changed, back to where it was.</summary>
    public Task<int> UpdateAsync(Session session, Row row) =>
        session.ExecuteAsync(
            $"UPDATE {Name} SET {string.Join(", ", Written.Skip(KeyLength).Select(c => $"{c} = @{c}"))} WHERE {string.Join(" AND ", Key.Select(c => $"{c} = @{c}"))}",
            Parameters(row.Values));

    private string Insert => $"INSERT INTO {Name} ({string.Join(", ", Written)}) VALUES ({string.Join(", ", Written.Select(c => $"@{c}"))})";

    private (string Name, object? Value)[] Parameters(IReadOnlyList<object?> values) =>
        [.. _columns.Zip(values), (Checksum, RowChecksum.Of(values))];

    private Row Read(DbDataReader reader)
    {
        var values = new object?[_columns.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = ValueOf(reader, i);
        }

        var row = new Row(this, values);
        return ValueOf(reader, _columns.Length) is not { } found || (found is long checksum && checksum == RowChecksum.Of(row.Values))
            ? row
            : throw row.Damaged("its checksum differs");
    }

    private static object? ValueOf(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetValue(column);
}
