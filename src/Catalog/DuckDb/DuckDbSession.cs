using System.Globalization;
using Apache.Arrow.Ipc;
using DuckDB.NET.Data;

namespace Mdlc.Catalog.DuckDb;

/// <summary>
/// A DuckDB in this process's memory with the settings that are safe here: it spills into the home's scratch folder, installs and loads no
/// extension by itself, keeps the rows' order, and thinks in UTC. One thread uses a session at a time.
/// </summary>
public sealed class DuckDbSession : IDisposable
{
    private const int ManyColumns = 1000;
    private const int LimitOfMany = 256;
    private const double MiBPerColumn = 0.16;

    private readonly DuckDBConnection _connection;
    private readonly string _spill;

    private DuckDbSession(DuckDBConnection connection, string spill)
    {
        _connection = connection;
        _spill = spill;
    }

    public static DuckDbSession Open(Home home, DuckDbOptions? options = null)
    {
        options ??= new DuckDbOptions();
        var spill = Path.Combine(home.Scratch, $"duckdb-{Guid.NewGuid():n}");
        var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        var session = new DuckDbSession(connection, spill);
        session.Execute(string.Create(CultureInfo.InvariantCulture, $"""
            SET temp_directory = {Sql.Text(spill)};
            SET autoinstall_known_extensions = false;
            SET autoload_known_extensions = false;
            SET threads = {options.Threads};
            SET memory_limit = '{options.MemoryMiB}MiB';
            SET preserve_insertion_order = true;
            SET TimeZone = 'UTC';
            """));
        return session;
    }

    /// <summary>
    /// DuckDB holds buffers of every column at once, for each thread: a query over many of them gets one thread and memory by their number.
    /// Ten thousand columns were copied under a limit of 1 600 MiB, at a peak of 930, and not under 1 200 with two threads.
    /// </summary>
    public void MakeRoomFor(int columns)
    {
        if (columns > ManyColumns)
        {
            Execute(string.Create(CultureInfo.InvariantCulture, $"SET threads = 1; SET memory_limit = '{LimitOfMany + (int)(MiBPerColumn * columns)}MiB'"));
        }
    }

    /// <summary>For what the methods here do not offer, e.g. an appender.</summary>
    public DuckDBConnection Connection => _connection;

    public void Execute(string sql, CancellationToken cancellationToken = default)
    {
        using var command = Command(sql);
        using var cancel = cancellationToken.Register(command.Cancel);
        Run(command.ExecuteNonQuery, cancellationToken);
    }

    /// <summary>The first column of the first row.</summary>
    public T Scalar<T>(string sql, CancellationToken cancellationToken = default)
    {
        using var command = Command(sql);
        using var cancel = cancellationToken.Register(command.Cancel);
        var value = Run(command.ExecuteScalar, cancellationToken);
        return (T)Convert.ChangeType(value!, typeof(T), CultureInfo.InvariantCulture);
    }

    /// <summary>Every row, through <paramref name="read"/>.</summary>
    public IReadOnlyList<T> Rows<T>(string sql, Func<DuckDBDataReader, T> read, CancellationToken cancellationToken = default)
    {
        var rows = new List<T>();
        ForEach(sql, r => rows.Add(read(r)), cancellationToken);
        return rows;
    }

    public void ForEach(string sql, Action<DuckDBDataReader> act, CancellationToken cancellationToken = default)
    {
        using var command = Command(sql);
        using var cancel = cancellationToken.Register(command.Cancel);
        using var reader = Run(command.ExecuteReader, cancellationToken);
        while (Run(reader.Read, cancellationToken))
        {
            act(reader);
        }
    }

    /// <summary>The result as Arrow batches, in order, never whole in memory. <paramref name="consume"/> has the stream for its own time.</summary>
    public async Task<T> ArrowAsync<T>(string sql, Func<IArrowArrayStream, Task<T>> consume)
    {
        using var command = Command(sql);
        command.UseStreamingMode = true;
        using var stream = command.ExecuteArrowStream();
        return await consume(stream);
    }

    public void Dispose()
    {
        _connection.Dispose();
        if (Directory.Exists(_spill))
        {
            Directory.Delete(_spill, recursive: true);
        }
    }

    private DuckDBCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    private static T Run<T>(Func<T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return work();
        }
        catch (DuckDBException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }
}
