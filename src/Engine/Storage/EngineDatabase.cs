using System.Globalization;
using System.Text;
using Mdlc.Engine.Kernel;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Mdlc.Engine.Storage;

/// <summary>The one SQLite file (or memory) that holds everything. Not thread safe: the journal's writer and the readers take turns on its lock.</summary>
internal sealed partial class EngineDatabase : IDisposable
{
    private const int SchemaVersion = 4;

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS runs(
          run_key INTEGER PRIMARY KEY, namespace TEXT NOT NULL, workflow_id TEXT NOT NULL, run_id TEXT NOT NULL,
          request_id TEXT NOT NULL, summary BLOB, crc INTEGER, summary_crc INTEGER);
        CREATE TABLE IF NOT EXISTS log(
          run_key INTEGER NOT NULL, sequence INTEGER NOT NULL, kind INTEGER NOT NULL, data BLOB NOT NULL, crc INTEGER,
          PRIMARY KEY(run_key, sequence)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS outbox(
          id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, run_key INTEGER NOT NULL, event_id INTEGER NOT NULL, crc INTEGER);
        CREATE TABLE IF NOT EXISTS settings(key TEXT PRIMARY KEY, value BLOB NOT NULL, crc INTEGER) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS schedules(
          namespace TEXT NOT NULL, schedule_id TEXT NOT NULL, state BLOB NOT NULL, crc INTEGER, PRIMARY KEY(namespace, schedule_id)) WITHOUT ROWID;
        """;

    /// <summary>What version 3 added. Rows from before have no checksum.</summary>
    private static readonly (string Table, string Column)[] LaterColumns =
        [("runs", "crc"), ("runs", "summary_crc"), ("log", "crc"), ("outbox", "crc"), ("settings", "crc"), ("schedules", "crc")];

    /// <summary>Stands in the settings once all closed runs are listed in their table.</summary>
    public const string ListedSetting = "closed-runs-listed";

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
    private readonly SqliteCommand _listClosed;
    private readonly SqliteCommand _listAttribute;
    private readonly SqliteCommand _unlistClosed;
    private readonly SqliteCommand _unlistAttributes;

    /// <summary>How many pages the write-ahead log takes before they are written back into the file; never when 0.</summary>
    private readonly long _logLimit;

    private long _logged;

    /// <param name="logged">How many pages the write-ahead log may have already.</param>
    private EngineDatabase(SqliteConnection connection, string? filename, string? vfs, long logLimit, long logged)
    {
        (_connection, _filename, _vfs, _logLimit, _logged) = (connection, filename, vfs, logLimit, logged);
        _insertRun = Prepare("INSERT INTO runs(run_key, namespace, workflow_id, run_id, request_id, crc) VALUES ($a, CAST($b AS TEXT), CAST($c AS TEXT), CAST($d AS TEXT), CAST($e AS TEXT), $f)", 6);
        _insertRecord = Prepare("INSERT INTO log(run_key, sequence, kind, data, crc) VALUES ($a, $b, $c, $d, $e)", 5);
        _closeRun = Prepare("UPDATE runs SET summary = $b, summary_crc = $c WHERE run_key = $a", 3);
        _insertOutbox = Prepare("INSERT INTO outbox(id, kind, run_key, event_id, crc) VALUES ($a, $b, $c, $d, $e)", 5);
        _deleteOutbox = Prepare("DELETE FROM outbox WHERE id = $a", 1);
        _putSetting = Prepare("INSERT OR REPLACE INTO settings(key, value, crc) VALUES (CAST($a AS TEXT), $b, $c)", 3);
        _deleteSetting = Prepare("DELETE FROM settings WHERE key = CAST($a AS TEXT)", 1);
        _putSchedule = Prepare("INSERT OR REPLACE INTO schedules(namespace, schedule_id, state, crc) VALUES (CAST($a AS TEXT), CAST($b AS TEXT), $c, $d)", 4);
        _deleteSchedule = Prepare("DELETE FROM schedules WHERE namespace = CAST($a AS TEXT) AND schedule_id = CAST($b AS TEXT)", 2);
        _deleteRun = Prepare("DELETE FROM runs WHERE run_key = $a", 1);
        _deleteLog = Prepare("DELETE FROM log WHERE run_key = $a", 1);
        _listClosed = Prepare(
            $"INSERT OR REPLACE INTO closed({ClosedColumns}, crc) VALUES ($a, CAST($b AS TEXT), CAST($c AS TEXT), CAST($d AS TEXT), CAST($e AS TEXT), CAST($f AS TEXT), $g, $h, $i, $j, $k, $l,"
            + " $m, CAST($n AS TEXT), CAST($o AS TEXT), CAST($p AS TEXT), CAST($q AS TEXT), CAST($r AS TEXT), CAST($s AS TEXT), $t, $u)",
            21);

        // Of a list that has a keyword twice one is enough; numbers and times are no texts.
        _listAttribute = Prepare(
            "INSERT OR IGNORE INTO attributes(run_key, name, kind, value, crc) VALUES ($a, CAST($b AS TEXT), $c, CASE WHEN $c IN (1, 6) THEN CAST($d AS TEXT) ELSE $d END, $e)", 5);
        _unlistClosed = Prepare("DELETE FROM closed WHERE run_key = $a RETURNING namespace, status, division", 1);
        _unlistAttributes = Prepare("DELETE FROM attributes WHERE run_key = $a", 1);
        Mark = ReadMark();
    }

    /// <summary>Opens or creates the database.</summary>
    /// <param name="filename">The file, or null for memory.</param>
    /// <param name="vfs">The name of what SQLite reaches the file through; null for its own.</param>
    /// <exception cref="InvalidDataException">The file was written by a newer version, or is no database of this engine.</exception>
    /// <exception cref="SqliteException">It is damaged, or cannot be opened; <see cref="DamagedDatabase.IsMeantBy"/> tells.</exception>
    /// <exception cref="ArgumentException">A pragma is none that may be set.</exception>
    public static EngineDatabase Open(string? filename, Durability durability, IReadOnlyDictionary<string, string>? pragmas = null, string? vfs = null)
    {
        var settings = (pragmas ?? new Dictionary<string, string>()).Select(pragma => SqlitePragmas.Statement(pragma.Key, pragma.Value)).ToList();
        var source = new SqliteConnectionStringBuilder { DataSource = filename ?? ":memory:", Pooling = false, Vfs = vfs ?? "" };
        var connection = new SqliteConnection(source.ConnectionString);
        try
        {
            connection.Open();
            Execute(connection, "PRAGMA journal_mode=WAL");
            Execute(connection, durability == Durability.Strict ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
            Execute(connection, "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000; PRAGMA wal_autocheckpoint=4000");
            settings.ForEach(setting => Execute(connection, setting));
            var found = CheckVersion(connection, filename);
            Execute(connection, Schema);
            Execute(connection, ClosedSchema);
            if (found < SchemaVersion)
            {
                AddLaterColumns(connection);
                Execute(connection, $"PRAGMA user_version={SchemaVersion}");
            }

            // Not by SQLite itself: it is noted first.
            var logLimit = Number(connection, "PRAGMA wal_autocheckpoint");
            Execute(connection, "PRAGMA wal_autocheckpoint=0");
            return new EngineDatabase(connection, filename, vfs, logLimit, filename is null ? 0 : PagesOfLog(filename, connection));
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SqliteError.NotADatabase)
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

            var (mark, writesBack) = (Mark, _logLimit > 0 && _logged >= _logLimit);
            if (writesBack || WriteBatch.LastToStay(batches) is null)
            {
                Put(_putSetting, transaction, MarkSetting, Encoding.UTF8.GetBytes((++mark).ToString(CultureInfo.InvariantCulture)));
            }

            transaction.Commit();
            Mark = mark;
            _logged += WrittenPages();
            if (writesBack)
            {
                WriteBack();
            }
        }
    }

    /// <summary>The number of the last commit that left no record of a run, or was written back: it shows only by this.</summary>
    public long Mark { get; private set; }

    /// <summary>Raised before the write-ahead log is written back into the file, with the mark of its last commit.</summary>
    public event Action<long>? WritingBack;

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

    /// <summary>Reads all pages and chains, and says what is not whole.</summary>
    /// <param name="withIndexes">Whether indexes are held against their tables, too.</param>
    public IReadOnlyList<string> FindFaults(bool withIndexes)
    {
        lock (_gate)
        {
            return IntegrityCheck.OfPages(_connection, withIndexes);
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

    public void Dispose()
    {
        DisposeReaders();
        lock (_gate)
        {
            foreach (var command in (SqliteCommand[])[_listClosed, _listAttribute, _unlistClosed, _unlistAttributes, _insertRun, _insertRecord, _closeRun, _insertOutbox, _deleteOutbox, _putSetting, _deleteSetting, _putSchedule, _deleteSchedule, _deleteRun, _deleteLog])
            {
                command.Dispose();
            }

            _connection.Dispose();
        }
    }

    private static long CheckVersion(SqliteConnection connection, string? filename)
    {
        var found = Number(connection, "PRAGMA user_version");
        return found <= SchemaVersion ? found : throw new InvalidDataException(
            $"'{filename}' has schema version {found}; this engine reads up to {SchemaVersion}. Use the newer mdlc that wrote it.");
    }

    /// <summary>
    /// From here on a log that is cut off before this mark leaves pages of several moments: that must be known before, not after. What SQLite cannot
    /// write back now, for a reader or for want of room, stays in the log until the next time.
    /// </summary>
    private void WriteBack()
    {
        WritingBack?.Invoke(Mark);
        _ = raw.sqlite3_wal_checkpoint_v2(_connection.Handle, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out _, out _);
        _logged = 0;
    }

    /// <summary>How many pages have gone to the log since the last time that was asked.</summary>
    private int WrittenPages()
    {
        _ = raw.sqlite3_db_status(_connection.Handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, resetFlg: 1);
        return pages;
    }

    private static void AddLaterColumns(SqliteConnection connection)
    {
        foreach (var (table, column) in LaterColumns)
        {
            if (Number(connection, $"SELECT COUNT(*) FROM pragma_table_info('{table}') WHERE name = '{column}'") == 0)
            {
                Execute(connection, $"ALTER TABLE {table} ADD COLUMN {column} INTEGER");
            }
        }
    }

    /// <summary>At most so many: a log that was begun anew keeps its length.</summary>
    private static long PagesOfLog(string filename, SqliteConnection connection) =>
        new FileInfo(filename + "-wal") is { Exists: true } log ? log.Length / Number(connection, "PRAGMA page_size") : 0;

    private static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Writes a row: its values, and their checksum behind them.</summary>
    private static void Put(SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object> values) =>
        Run(command, transaction, [.. values, Checksum.Of(values)]);

    private static void Run(SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object> values)
    {
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
        {
            // A long text is handed to SQLite up to its first NUL only; as bytes it is whole, and the statements make text of it.
            command.Parameters[i].Value = values[i] is string text && text.Contains('\0', StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(text) : values[i];
        }

        command.ExecuteNonQuery();
    }

    private void Write(WriteBatch batch, SqliteTransaction transaction)
    {
        foreach (var run in batch.NewRuns)
        {
            Put(_insertRun, transaction, run.Key, run.Namespace, run.WorkflowId, run.RunId, run.RequestId);
        }

        foreach (var record in batch.Records)
        {
            Put(_insertRecord, transaction, record.RunKey, record.Sequence, (int)record.Kind, record.Data);
        }

        foreach (var (summary, row) in batch.Closed)
        {
            Put(_closeRun, transaction, row.Key, summary);
            List(row, transaction);
        }

        batch.Listed.ForEach(row => List(row, transaction));

        foreach (var row in batch.Outbox)
        {
            Put(_insertOutbox, transaction, row.Id, row.Kind, row.RunKey, row.EventId);
        }

        foreach (var id in batch.OutboxDone)
        {
            Run(_deleteOutbox, transaction, id);
        }

        WriteSettings(batch, transaction);
        WriteSchedules(batch, transaction);
        batch.Removed.Clear();
        foreach (var runKey in batch.Deleted)
        {
            Unlist(runKey, transaction, batch.Removed);
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
                Put(_putSetting, transaction, key, value);
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
                Put(_putSchedule, transaction, schedule.Namespace, schedule.ScheduleId, schedule.State);
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
