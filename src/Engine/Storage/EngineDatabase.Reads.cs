using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Mdlc.Engine.Storage;

/// <summary>Reading. Every row is held against its checksum; one that is not what was written is a <see cref="DamagedRecordException"/>.</summary>
internal sealed partial class EngineDatabase
{
    private const string RunColumns = "SELECT run_key, namespace, workflow_id, run_id, request_id, summary, crc, summary_crc FROM runs";

    /// <summary>The runs that have not closed, in the order of their keys.</summary>
    public IReadOnlyList<RunRow> ReadOpenRuns() => Read($"{RunColumns} WHERE summary IS NULL ORDER BY run_key", "the list of runs", ReadRun);

    /// <summary>The key of the last run there is; 0 when there is none.</summary>
    public long LastRunKey()
    {
        lock (_gate)
        {
            return Number(_connection, "SELECT COALESCE(MAX(run_key), 0) FROM runs");
        }
    }

    /// <summary>The log of one run, in order.</summary>
    public IReadOnlyList<LogRecord> ReadLog(long runKey)
    {
        var last = 0L;
        return Read(
            "SELECT sequence, kind, data, crc FROM log WHERE run_key = $a ORDER BY sequence",
            $"the log of run {runKey}",
            row =>
            {
                var record = new LogRecord(runKey, row.GetInt64(0), (RecordKind)row.GetInt32(1), row.GetFieldValue<byte[]>(2));
                return record.Sequence != ++last ? throw new DamagedRecordException($"record {last} is missing")
                    : Checksum.IsOf(row, 3, runKey, record.Sequence, (int)record.Kind, record.Data) ? record
                    : throw NotAsWritten($"record {last}");
            },
            runKey);
    }

    public IReadOnlyList<OutboxRow> ReadOutbox() => Read(
        "SELECT id, kind, run_key, event_id, crc FROM outbox ORDER BY id",
        "the outbox",
        static row =>
        {
            var promise = new OutboxRow(row.GetInt64(0), row.GetInt32(1), row.GetInt64(2), row.GetInt64(3));
            return Checksum.IsOf(row, 4, promise.Id, promise.Kind, promise.RunKey, promise.EventId) ? promise : throw NotAsWritten($"promise {promise.Id}");
        });

    public IReadOnlyDictionary<string, byte[]> ReadSettings() => Read(
        "SELECT key, value, crc FROM settings",
        "the settings",
        static row =>
        {
            var (key, value) = (row.GetString(0), row.GetFieldValue<byte[]>(1));
            return Checksum.IsOf(row, 2, key, value) ? (Key: key, Value: value) : throw NotAsWritten($"setting '{key}'");
        }).ToDictionary(static setting => setting.Key, static setting => setting.Value, StringComparer.Ordinal);

    public IReadOnlyList<ScheduleRow> ReadSchedules() => Read(
        "SELECT namespace, schedule_id, state, crc FROM schedules",
        "the schedules",
        static row =>
        {
            var schedule = new ScheduleRow(row.GetString(0), row.GetString(1), row.GetFieldValue<byte[]>(2));
            return Checksum.IsOf(row, 3, schedule.Namespace, schedule.ScheduleId, schedule.State!)
                ? schedule
                : throw NotAsWritten($"schedule '{schedule.ScheduleId}'");
        });

    private static RunRow ReadRun(SqliteDataReader row)
    {
        var run = new RunRow(
            row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.IsDBNull(5) ? null : row.GetFieldValue<byte[]>(5));
        return Checksum.IsOf(row, 6, run.Key, run.Namespace, run.WorkflowId, run.RunId, run.RequestId)
            && (run.Summary is null || Checksum.IsOf(row, 7, run.Key, run.Summary))
            ? run
            : throw NotAsWritten($"what is listed of run {run.Key} (workflow '{run.WorkflowId}')");
    }

    private long ReadMark() =>
        ReadSettings().TryGetValue(MarkSetting, out var value) ? long.Parse(Encoding.UTF8.GetString(value), CultureInfo.InvariantCulture) : 0;

    private List<T> Read<T>(string sql, string what, Func<SqliteDataReader, T> read, long? key = null)
    {
        lock (_gate)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = sql;
            if (key is not null)
            {
                command.Parameters.AddWithValue("$a", key);
            }

            using var row = command.ExecuteReader();
            var rows = new List<T>();
            while (row.Read())
            {
                rows.Add(RowValues.Of(row, read, what));
            }

            return rows;
        }
    }

    private static DamagedRecordException NotAsWritten(string what) => new($"{what} is not what was written: its checksum differs");
}
