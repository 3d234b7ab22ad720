using Mdlc.Engine.Storage;
using Temporalio.Api.Workflow.V1;

namespace Mdlc.Engine.Histories.Closed;

/// <summary>Lists the closed runs of a database that was written before they were found by a table of their own.</summary>
internal static class ClosedListing
{
    private const int AtOnce = 5000;

    /// <summary>Lists what is not listed yet; after a crash it begins anew. A database that has all listed is not looked at.</summary>
    /// <exception cref="DamagedRecordException">How a run closed is not what was written.</exception>
    public static void Complete(EngineDatabase database)
    {
        if (database.ReadSettings().ContainsKey(EngineDatabase.ListedSetting))
        {
            return;
        }

        var last = 0L;
        while (database.ReadClosed(last, AtOnce) is { Count: > 0 } rows)
        {
            var batch = new WriteBatch();
            batch.Listed.AddRange(rows.Select(static row => ClosedRows.Of(row.Key, row.Namespace, WorkflowExecutionInfo.Parser.ParseFrom(row.Summary))));
            database.Write([batch]);
            last = rows[^1].Key;
        }

        var done = new WriteBatch();
        done.Settings.Add((EngineDatabase.ListedSetting, "1"u8.ToArray()));
        database.Write([done]);
    }
}
