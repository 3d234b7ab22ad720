using Mdlc.Engine.Kernel;
using Mdlc.Engine.Storage;
using Mdlc.Engine.Visibility.Closed;
using Mdlc.Engine.Visibility.Queries;
using Mdlc.Engine.Visibility.Records;
using Microsoft.Data.Sqlite;
using Temporalio.Api.Workflow.V1;

namespace Mdlc.Engine.Histories.Closed;

/// <summary>The database's closed runs at one moment.</summary>
internal sealed class ClosedMoment(DatabaseSnapshot snapshot, int largeSet) : IClosedMoment
{
    /// <summary>A page is full before all runs are looked up, a count never is.</summary>
    private const int LargerForCounts = 10;

    public void Take() => snapshot.Take();

    public IEnumerable<VisibilityRecord> List(ClosedCondition condition, int? most)
    {
        var where = Where(condition, largeSet);

        // Which ones they are is found out before their summaries are read, which are large.
        var keys = Reader.ReadOnce(
            $"SELECT run_key FROM closed WHERE {where} ORDER BY close_time DESC, start_time DESC, run_id{(most is null ? "" : $" LIMIT {most}")}",
            condition.Parameters, static row => row.GetInt64(0));
        return (most is null ? keys : keys.ToList()).Select(key => Reader.Read(
            "SELECT run_key, namespace, workflow_id, run_id, summary, summary_crc FROM runs WHERE run_key = $p0", [key], Record).First());
    }

    public IReadOnlyList<(object? Value, long Count)> Count(ClosedCondition condition, string? column)
    {
        var where = Where(condition, largeSet * LargerForCounts);
        return column is null
            ? [.. Reader.ReadOnce($"SELECT COUNT(*) FROM closed WHERE {where}", condition.Parameters, static row => ((object?)null, row.GetInt64(0)))]
            : [.. Reader.ReadOnce(
                $"SELECT {column}, COUNT(*) FROM closed WHERE {where} GROUP BY 1", condition.Parameters,
                static row => (row.IsDBNull(0) ? null : row.GetValue(0), row.GetInt64(1)))];
    }

    public void Dispose() => snapshot.Dispose();

    private DatabaseReader Reader => snapshot.Reader;

    private string Where(ClosedCondition condition, int large)
    {
        if (condition.UsesWords)
        {
            Reader.Define(ClosedCondition.WordsFunction, static (text, phrases) => TextWords.ContainsAny(text, phrases));
        }

        return condition.Sql(set => !set.IsCostly && Reader.ReadOnce(set.CountUpTo(large), condition.Parameters, static row => row.GetInt64(0)).First() == large);
    }

    private static VisibilityRecord Record(SqliteDataReader row)
    {
        var (key, summary) = (row.GetInt64(0), row.IsDBNull(4) ? null : row.GetFieldValue<byte[]>(4));
        return summary is not null && Checksum.IsOf(row, 5, key, summary)
            ? VisibilityRecord.Of(row.GetString(1), WorkflowExecutionInfo.Parser.ParseFrom(summary))
            : throw ServiceException.DataLoss(
                $"how workflow '{row.GetString(2)}' (run {row.GetString(3)}) closed is not what was written, and this list has it. Other workflows are not touched by it. It can be deleted.");
    }
}
