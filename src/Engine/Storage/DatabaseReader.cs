using System.Text;
using Microsoft.Data.Sqlite;

namespace Mdlc.Engine.Storage;

/// <summary>A connection that only reads. One thread uses it at a time.</summary>
internal sealed class DatabaseReader : IDisposable
{
    private const string What = "the list of closed workflows";

    private readonly SqliteConnection _connection;
    private readonly bool _owns;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    private DatabaseReader(SqliteConnection connection, bool owns) => (_connection, _owns) = (connection, owns);

    /// <summary>A connection of its own: it keeps no writer waiting, nor does a writer it.</summary>
    public static DatabaseReader Open(string filename, string? vfs, int cacheKilobytes)
    {
        var source = new SqliteConnectionStringBuilder { DataSource = filename, Mode = SqliteOpenMode.ReadOnly, Pooling = false, Vfs = vfs ?? "" };
        var connection = new SqliteConnection(source.ConnectionString);
        try
        {
            connection.Open();
            using var settings = connection.CreateCommand();
            settings.CommandText = $"PRAGMA cache_size=-{cacheKilobytes}";
            settings.ExecuteNonQuery();
            return new DatabaseReader(connection, owns: true);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Reads by the connection that writes, which a database in memory has alone.</summary>
    public static DatabaseReader Of(SqliteConnection connection) => new(connection, owns: false);

    /// <summary>Reads rows, one after the other. The statement is kept.</summary>
    /// <exception cref="DamagedRecordException">A column has a value that nobody writes there.</exception>
    public IEnumerable<T> Read<T>(string sql, IReadOnlyList<object> parameters, Func<SqliteDataReader, T> read)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = Command(sql, parameters);
            _commands.Add(sql, command);
        }
        else
        {
            for (var i = 0; i < parameters.Count; i++)
            {
                command.Parameters[i].Value = parameters[i];
            }
        }

        using var row = command.ExecuteReader();
        while (row.Read())
        {
            yield return RowValues.Of(row, read, What);
        }
    }

    /// <summary>As <see cref="Read"/>, for a statement that is not asked for again.</summary>
    public IEnumerable<T> ReadOnce<T>(string sql, IReadOnlyList<object> parameters, Func<SqliteDataReader, T> read)
    {
        using var command = Command(sql, parameters);
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            yield return RowValues.Of(row, read, What);
        }
    }

    /// <summary>From now on until <see cref="End"/> all that is read is of one moment.</summary>
    public void Begin()
    {
        Execute("BEGIN");
        Execute("SELECT COUNT(*) FROM sqlite_master");
    }

    public void End() => Execute("COMMIT");

    /// <summary>Gives statements a function of two texts, the first as bytes: a text would end at its first NUL.</summary>
    public void Define(string name, Func<string, string, bool> function) => _connection.CreateFunction<byte[]?, string, bool>(
        name, (text, other) => function(Encoding.UTF8.GetString(text ?? []), other), isDeterministic: true);

    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        if (_owns)
        {
            _connection.Dispose();
        }
    }

    private SqliteCommand Command(string sql, IReadOnlyList<object> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < parameters.Count; i++)
        {
            command.Parameters.Add(new SqliteParameter($"$p{i}", parameters[i]));
        }

        return command;
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteScalar();
    }
}
