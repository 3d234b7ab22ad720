using System.Collections.Concurrent;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Mdlc.Engine.Storage;

/// <summary>Closed runs, which nobody has in memory: found by indexes, beside the writer.</summary>
internal sealed partial class EngineDatabase
{
    /// <summary>Lists and counts that are made at once, those of batch operations too; more of them wait for one another.</summary>
    private const int MostSnapshots = 6;

    private const int LookupCacheKilobytes = 8000;
    private const int SnapshotCacheKilobytes = 4000;

    /// <summary>In the order in which the checksum takes them.</summary>
    public const string ClosedColumns =
        "run_key, namespace, workflow_id, run_id, workflow_type, task_queue, status, start_time, execution_time, close_time, history_length, history_size,"
        + " transitions, parent_workflow_id, parent_run_id, root_workflow_id, root_run_id, first_run_id, division, closed_at";

    private const string ClosedSchema = """
        CREATE TABLE IF NOT EXISTS closed(
          run_key INTEGER PRIMARY KEY, namespace TEXT NOT NULL, workflow_id TEXT NOT NULL, run_id TEXT NOT NULL, workflow_type TEXT NOT NULL,
          task_queue TEXT NOT NULL, status INTEGER NOT NULL, start_time INTEGER NOT NULL, execution_time INTEGER NOT NULL, close_time INTEGER NOT NULL,
          history_length INTEGER NOT NULL, history_size INTEGER NOT NULL, transitions INTEGER NOT NULL, parent_workflow_id TEXT, parent_run_id TEXT,
          root_workflow_id TEXT, root_run_id TEXT, first_run_id TEXT, division TEXT, closed_at INTEGER, crc INTEGER);
        CREATE TABLE IF NOT EXISTS attributes(
          run_key INTEGER NOT NULL, name TEXT NOT NULL, kind INTEGER NOT NULL, value NOT NULL, crc INTEGER,
          PRIMARY KEY(run_key, name, kind, value)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS open_runs ON runs(run_key) WHERE summary IS NULL;
        CREATE INDEX IF NOT EXISTS closed_in_order ON closed(namespace, close_time);
        CREATE INDEX IF NOT EXISTS closed_by_id ON closed(namespace, workflow_id);
        CREATE INDEX IF NOT EXISTS closed_by_run ON closed(run_id);
        CREATE INDEX IF NOT EXISTS closed_by_type ON closed(namespace, workflow_type, close_time);
        CREATE INDEX IF NOT EXISTS closed_by_queue ON closed(namespace, task_queue, close_time);
        CREATE INDEX IF NOT EXISTS closed_by_status ON closed(namespace, status, division, close_time);
        CREATE INDEX IF NOT EXISTS closed_early ON closed(namespace, closed_at) WHERE closed_at IS NOT NULL;
        CREATE INDEX IF NOT EXISTS attributes_by_value ON attributes(name, kind, value);
        """;

    private const string FindColumns =
        "SELECT c.run_key, c.namespace, c.workflow_id, c.run_id, c.workflow_type, c.task_queue, c.status, c.start_time, c.execution_time, c.close_time,"
        + " c.history_length, c.history_size, c.transitions, c.parent_workflow_id, c.parent_run_id, c.root_workflow_id, c.root_run_id, c.first_run_id,"
        + " c.division, c.closed_at, c.crc, r.namespace, r.workflow_id, r.run_id, r.request_id, r.crc FROM closed c LEFT JOIN runs r ON r.run_key = c.run_key";

    private readonly string? _filename;
    private readonly string? _vfs;

    /// <summary>Reads what is asked for by name, one row at a time.</summary>
    private readonly Lock _lookupGate = new();
    private DatabaseReader? _lookups;

    private readonly SemaphoreSlim _snapshots = new(MostSnapshots);
    private readonly ConcurrentBag<DatabaseReader> _idle = [];

    /// <summary>The newest closed run of an id; null when there is none.</summary>
    /// <param name="except">Runs that are being removed.</param>
    public FoundRun? FindNewest(string ns, string workflowId, Func<long, bool> except) => Look(reader =>
    {
        foreach (var key in reader.Read(
            "SELECT run_key FROM closed WHERE namespace = CAST($p0 AS TEXT) AND workflow_id = CAST($p1 AS TEXT) ORDER BY run_key DESC",
            [Bytes(ns), Bytes(workflowId)], static row => row.GetInt64(0)))
        {
            if (!except(key))
            {
                return reader.Read($"{FindColumns} WHERE c.run_key = $p0", [key], Found).FirstOrDefault();
            }
        }

        return null;
    });

    /// <summary>A closed run by its id.</summary>
    public FoundRun? Find(string ns, string workflowId, string runId) => Look(reader => reader.Read(
        $"{FindColumns} WHERE c.run_id = CAST($p0 AS TEXT)", [Bytes(runId)], Found).FirstOrDefault(run => run.Namespace == ns && run.WorkflowId == workflowId));

    /// <summary>A closed run by its key.</summary>
    public FoundRun? Find(long key) => Look(reader => reader.Read($"{FindColumns} WHERE c.run_key = $p0", [key], Found).FirstOrDefault());

    /// <summary>The closed runs of a namespace that closed first, by the engine's time.</summary>
    public IReadOnlyList<(long Key, long ClosedAt)> OldestClosed(string ns, int most) => Look(reader => reader.Read(
        """
        SELECT run_key, at FROM (
          SELECT run_key, at FROM (
            SELECT run_key, close_time AS at FROM closed WHERE namespace = $p0 AND closed_at IS NULL ORDER BY close_time LIMIT $p1)
          UNION ALL
          SELECT run_key, at FROM (
            SELECT run_key, closed_at AS at FROM closed WHERE namespace = $p0 AND closed_at IS NOT NULL ORDER BY closed_at LIMIT $p1))
        ORDER BY at LIMIT $p1
        """,
        [ns, most], static row => (row.GetInt64(0), row.GetInt64(1))).ToList());

    /// <summary>Some closed runs of a namespace.</summary>
    public IReadOnlyList<long> SomeClosed(string ns, int most) => Look(reader =>
        reader.Read("SELECT run_key FROM closed WHERE namespace = $p0 LIMIT $p1", [ns, most], static row => row.GetInt64(0)).ToList());

    /// <summary>How many closed runs there are of each group.</summary>
    public IReadOnlyList<(ClosedGroup Group, long Count)> CountClosed() => Look(reader => reader.Read(
        "SELECT namespace, status, division, COUNT(*) FROM closed GROUP BY 1, 2, 3", [],
        static row => (Group(row), row.GetInt64(3))).ToList());

    /// <summary>Closed runs with their summaries, in the order of their keys: those that <see cref="WriteBatch.Listed"/> is to list.</summary>
    public IReadOnlyList<RunRow> ReadClosed(long after, int most) => Read(
        $"{RunColumns} WHERE run_key > $a AND summary IS NOT NULL ORDER BY run_key LIMIT {most}", "the list of runs", ReadRun, after);

    /// <summary>A moment of the database that is read beside the writer. Waits while too many are.</summary>
    public DatabaseSnapshot TakeSnapshot()
    {
        if (_filename is null)
        {
            _gate.Enter();
            return new DatabaseSnapshot(_lookups ??= DatabaseReader.Of(_connection), isApart: false, _ => _gate.Exit());
        }

        _snapshots.Wait();
        try
        {
            var reader = _idle.TryTake(out var idle) ? idle : DatabaseReader.Open(_filename, _vfs, SnapshotCacheKilobytes);
            return new DatabaseSnapshot(reader, isApart: true, isGood =>
            {
                if (isGood)
                {
                    _idle.Add(reader);
                }
                else
                {
                    reader.Dispose();
                }

                _snapshots.Release();
            });
        }
        catch
        {
            _snapshots.Release();
            throw;
        }
    }

    /// <summary>A text as a statement takes it whole: as bytes, which it casts.</summary>
    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private T Look<T>(Func<DatabaseReader, T> look)
    {
        if (_filename is null)
        {
            lock (_gate)
            {
                return look(_lookups ??= DatabaseReader.Of(_connection));
            }
        }

        lock (_lookupGate)
        {
            return look(_lookups ??= DatabaseReader.Open(_filename, _vfs, LookupCacheKilobytes));
        }
    }

    private static ClosedGroup Group(SqliteDataReader row) => new(row.GetString(0), row.GetInt32(1), row.IsDBNull(2) ? null : row.GetString(2));

    private static FoundRun Found(SqliteDataReader row)
    {
        var values = new object[row.FieldCount];
        row.GetValues(values);
        var key = (long)values[0];
        var names = (values[1], values[2], values[3]);
        var isListed = Checksum.IsOf(row, 20, values.AsSpan(..20));
        var isRun = !row.IsDBNull(21) && Checksum.IsOf(row, 25, key, values[21], values[22], values[23], values[24]) && names.Equals((values[21], values[22], values[23]));
        var (ns, workflowId, runId) = isListed ? names : (values[21], values[22], values[23]);
        return isListed && isRun
            ? new FoundRun(
                key, (string)ns, (string)workflowId, (string)runId, (string)values[24], (int)(long)values[6], (long)values[7], values[17] as string ?? (string)runId,
                (long)values[10], null)
            : new FoundRun(
                key, ns as string ?? "", workflowId as string ?? "", runId as string ?? "", "", 0, 0, "", 0,
                $"what is listed of workflow '{workflowId}' (run {runId}) is not what was written: its checksum differs");
    }

    private void List(ClosedRow row, SqliteTransaction transaction)
    {
        Put(
            _listClosed, transaction, row.Key, row.Namespace, row.WorkflowId, row.RunId, row.WorkflowType, row.TaskQueue, row.Status, row.StartTime, row.ExecutionTime,
            row.CloseTime, row.HistoryLength, row.HistorySize, row.Transitions, OrNull(row.ParentWorkflowId), OrNull(row.ParentRunId), OrNull(row.RootWorkflowId),
            OrNull(row.RootRunId), OrNull(row.FirstRunId), OrNull(row.Division), OrNull(row.ClosedAt));
        foreach (var attribute in row.Attributes)
        {
            Put(_listAttribute, transaction, row.Key, attribute.Name, (int)attribute.Kind, attribute.Value);
        }
    }

    private void Unlist(long key, SqliteTransaction transaction, List<ClosedGroup> removed)
    {
        Run(_unlistAttributes, transaction, key);
        _unlistClosed.Transaction = transaction;
        _unlistClosed.Parameters[0].Value = key;
        using var row = _unlistClosed.ExecuteReader();
        while (row.Read())
        {
            removed.Add(RowValues.Of(row, Group, "what is listed of a closed workflow"));
        }
    }

    private void DisposeReaders()
    {
        lock (_lookupGate)
        {
            _lookups?.Dispose();
        }

        while (_idle.TryTake(out var reader))
        {
            reader.Dispose();
        }

        _snapshots.Dispose();
    }

    private static object OrNull(object? value) => value ?? DBNull.Value;
}
