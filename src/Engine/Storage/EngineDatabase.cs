using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Mdlc.Engine.Storage;

/// <summary>The one SQLite file (or memory) that holds everything. Not thread safe: the journal's writer and the readers take turns on its lock.</summary>
internal sealed class EngineDatabase : IDisposable
{
    private const int SchemaVersion = 2;

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS runs(
          run_key INTEGER PRIMARY KEY, namespace TEXT NOT NULL, workflow_id TEXT NOT NULL, run_id TEXT NOT NULL,
          request_id TEXT NOT NULL, summary BLOB);
        CREATE TABLE IF NOT EXISTS log(
          run_key INTEGER NOT NULL, sequence INTEGER NOT NULL, kind INTEGER NOT NULL, data BLOB NOT NULL,
          PRIMARY KEY(run_key, sequence)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS outbox(id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, run_key INTEGER NOT NULL, event_id INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS settings(key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS schedules(
          namespace TEXT NOT NULL, schedule_id TEXT NOT NULL, state BLOB NOT NULL, PRIMARY KEY(namespace, schedule_id)) WITHOUT ROWID;
        """;

    private const string MarkSetting = "mark";

    private readonly SqliteConnection _connection;
    private readonly Lock _gate = new();
    private readonly SqliteCommand _insertRun;
    private readonly SqliteCommand _insertRecord;
    private readonly SqliteCommand _closeRun;
    private readonly SqliteCommand _insertOutbox;
    private readonly SqliteCommand _deleteOutbox;
    private readonly SqliteCommand _putSetting;
    private readonly SqliteCommand _deleteSetting;
    private readonly SqliteCommand _putSchedule;
    private readonly SqliteCommand _deleteSchedule;
    private readonly SqliteCommand _deleteRun;
    private readonly SqliteCommand _deleteLog;

    private EngineDatabase(SqliteConnection connection)
    {
        _connection = connection;
        _insertRun = Prepare("INSERT INTO runs(run_key, namespace, workflow_id, run_id, request_id) VALUES ($a, $b, $c, $d, $e)", 5);
        _insertRecord = Prepare("INSERT INTO log(run_key, sequence, kind, data) VALUES ($a, $b, $c, $d)", 4);
        _closeRun = Prepare("UPDATE runs SET summary = $b WHERE run_key = $a", 2);
        _insertOutbox = Prepare("INSERT INTO outbox(id, kind, run_key, event_id) VALUES ($a, $b, $c, $d)", 4);
        _deleteOutbox = Prepare("DELETE FROM outbox WHERE id = $a", 1);
        _putSetting = Prepare("INSERT OR REPLACE INTO settings(key, value) VALUES ($a, $b)", 2);
        _deleteSetting = Prepare("DELETE FROM settings WHERE key = $a", 1);
        _putSchedule = Prepare("INSERT OR REPLACE INTO schedules(namespace, schedule_id, state) VALUES ($a, $b, $c)", 3);
        _deleteSchedule = Prepare("DELETE FROM schedules WHERE namespace = $a AND schedule_id = $b", 2);
        _deleteRun = Prepare("DELETE FROM runs WHERE run_key = $a", 1);
        _deleteLog = Prepare("DELETE FROM log WHERE run_key = $a", 1);
        Mark = ReadMark();
    }

    /// <summary>Opens or creates the database.</summary>
    /// <param name="filename">The file, or null for memory.</param>
    /// <exception cref="InvalidDataException">The file was written by a newer version, or is no database of this engine.</exception>
    /// <exception cref="ArgumentException">A pragma is none that may be set.</exception>
    public static EngineDatabase Open(string? filename, Durability durability, IReadOnlyDictionary<string, string>? pragmas = null)
    {
        var settings = (pragmas ?? new Dictionary<string, string>()).Select(pragma => SqlitePragmas.Statement(pragma.Key, pragma.Value)).ToList();
        var source = new SqliteConnectionStringBuilder { DataSource = filename ?? ":memory:", Pooling = false };
        var connection = new SqliteConnection(source.ConnectionString);
        try
        {
            connection.Open();
            Execute(connection, "PRAGMA journal_mode=WAL");
            Execute(connection, durability == Durability.Strict ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
            Execute(connection, "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000; PRAGMA wal_autocheckpoint=4000");
            settings.ForEach(setting => Execute(connection, setting));
            CheckVersion(connection, filename);
            Execute(connection, Schema);
            return new EngineDatabase(connection);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SqliteError.NotADatabase or SqliteError.Corrupt)
        {
            connection.Dispose();
            throw new InvalidDataException(
                $"'{filename}' is not a database of this engine, or a damaged one: {e.Message}. Name another file, or put a backup in its place.", e);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Writes the batches in order in one transaction.</summary>
    public void Write(IReadOnlyList<WriteBatch> batches)
    {
        lock (_gate)
        {
            using var transaction = _connection.BeginTransaction(deferred: false);
            foreach (var batch in batches)
            {
                Write(batch, transaction);
            }

            var mark = Mark;
            if (WriteBatch.LastToStay(batches) is null)
            {
                Run(_putSetting, transaction, MarkSetting, Encoding.UTF8.GetBytes((++mark).ToString(CultureInfo.InvariantCulture)));
            }

            transaction.Commit();
            Mark = mark;
        }
    }

    /// <summary>The number of the last commit that left no record of a run: it shows only by this.</summary>
    public long Mark { get; private set; }

    /// <summary>Whether the commit that the note tells of is there.</summary>
    public bool Has(CommitNote note)
    {
        lock (_gate)
        {
            if (note.RunKey == 0)
            {
                return Mark >= note.Sequence;
            }

            using var command = _connection.CreateCommand();
            command.CommandText = "SELECT COUNT(*) FROM log WHERE run_key = $a AND sequence = $b";
            command.Parameters.AddWithValue("$a", note.RunKey);
            command.Parameters.AddWithValue("$b", note.Sequence);
            return (long)command.ExecuteScalar()! > 0;
        }
    }

    /// <summary>Reads everything and says what is not whole.</summary>
    public IReadOnlyList<string> FindFaults()
    {
        lock (_gate)
        {
            return IntegrityCheck.Faults(_connection);
        }
    }

    /// <summary>Changes a setting of an open database.</summary>
    /// <exception cref="ArgumentException">It is none that may be set.</exception>
    internal void Set(string pragma, string value)
    {
        lock (_gate)
        {
            Execute(_connection, SqlitePragmas.Statement(pragma, value));
        }
    }

    public IReadOnlyList<RunRow> ReadRuns()
    {
        lock (_gate)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "SELECT run_key, namespace, workflow_id, run_id, request_id, summary FROM runs ORDER BY run_key";
            using var reader = command.ExecuteReader();
            var rows = new List<RunRow>();
            while (reader.Read())
            {
                rows.Add(new RunRow(
                    reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
                    reader.IsDBNull(5) ? null : reader.GetFieldValue<byte[]>(5)));
            }

            return rows;
        }
    }

    /// <summary>The log of one run, in order.</summary>
    public IReadOnlyList<LogRecord> ReadLog(long runKey)
    {
        lock (_gate)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "SELECT sequence, kind, data FROM log WHERE run_key = $a ORDER BY sequence";
            command.Parameters.AddWithValue("$a", runKey);
            using var reader = command.ExecuteReader();
            var records = new List<LogRecord>();
            while (reader.Read())
            {
                records.Add(new LogRecord(runKey, reader.GetInt64(0), (RecordKind)reader.GetInt32(1), reader.GetFieldValue<byte[]>(2)));
            }

            return records;
        }
    }

    public IReadOnlyList<OutboxRow> ReadOutbox()
    {
        lock (_gate)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "SELECT id, kind, run_key, event_id FROM outbox ORDER BY id";
            using var reader = command.ExecuteReader();
            var rows = new List<OutboxRow>();
            while (reader.Read())
            {
                rows.Add(new OutboxRow(reader.GetInt64(0), reader.GetInt32(1), reader.GetInt64(2), reader.GetInt64(3)));
            }

            return rows;
        }
    }

    public IReadOnlyDictionary<string, byte[]> ReadSettings()
    {
        lock (_gate)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "SELECT key, value FROM settings";
            using var reader = command.ExecuteReader();
            var settings = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            while (reader.Read())
            {
                settings[reader.GetString(0)] = reader.GetFieldValue<byte[]>(1);
            }

            return settings;
        }
    }

    public IReadOnlyList<ScheduleRow> ReadSchedules()
    {
        lock (_gate)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "SELECT namespace, schedule_id, state FROM schedules";
            using var reader = command.ExecuteReader();
            var rows = new List<ScheduleRow>();
            while (reader.Read())
            {
                rows.Add(new ScheduleRow(reader.GetString(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2)));
            }

            return rows;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var command in (SqliteCommand[])[_insertRun, _insertRecord, _closeRun, _insertOutbox, _deleteOutbox, _putSetting, _deleteSetting, _putSchedule, _deleteSchedule, _deleteRun, _deleteLog])
            {
                command.Dispose();
            }

            _connection.Dispose();
        }
    }

    private long ReadMark()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT value FROM settings WHERE key = $a";
        command.Parameters.AddWithValue("$a", MarkSetting);
        return command.ExecuteScalar() is byte[] value ? long.Parse(Encoding.UTF8.GetString(value), CultureInfo.InvariantCulture) : 0;
    }

    private static void CheckVersion(SqliteConnection connection, string? filename)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        var found = Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
        if (found > SchemaVersion)
        {
            throw new InvalidDataException(
                $"'{filename}' has schema version {found}; this engine reads up to {SchemaVersion}. Use the newer mdlc that wrote it.");
        }

        Execute(connection, $"PRAGMA user_version={SchemaVersion}");
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void Run(SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object> values)
    {
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        command.ExecuteNonQuery();
    }

    private void Write(WriteBatch batch, SqliteTransaction transaction)
    {
        foreach (var run in batch.NewRuns)
        {
            Run(_insertRun, transaction, run.Key, run.Namespace, run.WorkflowId, run.RunId, run.RequestId);
        }

        foreach (var record in batch.Records)
        {
            Run(_insertRecord, transaction, record.RunKey, record.Sequence, (int)record.Kind, record.Data);
        }

        foreach (var (runKey, summary) in batch.Closed)
        {
            Run(_closeRun, transaction, runKey, summary);
        }

        foreach (var row in batch.Outbox)
        {
            Run(_insertOutbox, transaction, row.Id, row.Kind, row.RunKey, row.EventId);
        }

        foreach (var id in batch.OutboxDone)
        {
            Run(_deleteOutbox, transaction, id);
        }

        WriteSettings(batch, transaction);
        WriteSchedules(batch, transaction);
        foreach (var runKey in batch.Deleted)
        {
            Run(_deleteLog, transaction, runKey);
            Run(_deleteRun, transaction, runKey);
        }
    }

    private void WriteSettings(WriteBatch batch, SqliteTransaction transaction)
    {
        foreach (var (key, value) in batch.Settings)
        {
            if (value is null)
            {
                Run(_deleteSetting, transaction, key);
            }
            else
            {
                Run(_putSetting, transaction, key, value);
            }
        }
    }

    private void WriteSchedules(WriteBatch batch, SqliteTransaction transaction)
    {
        foreach (var schedule in batch.Schedules)
        {
            if (schedule.State is null)
            {
                Run(_deleteSchedule, transaction, schedule.Namespace, schedule.ScheduleId);
            }
            else
            {
                Run(_putSchedule, transaction, schedule.Namespace, schedule.ScheduleId, schedule.State);
            }
        }
    }

    private SqliteCommand Prepare(string sql, int parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < parameters; i++)
        {
            command.Parameters.Add(new SqliteParameter($"${(char)('a' + i)}", null));
        }

        command.Prepare();
        return command;
    }
}
