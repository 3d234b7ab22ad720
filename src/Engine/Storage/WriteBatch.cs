namespace Mdlc.Engine.Storage;

/// <summary>Everything one transaction of a run writes; it reaches the disk whole or not at all.</summary>
internal sealed class WriteBatch
{
    public List<RunRow> NewRuns { get; } = [];

    public List<LogRecord> Records { get; } = [];

    /// <summary>Runs that closed.</summary>
    public List<ClosedSummary> Closed { get; } = [];

    /// <summary>Runs that closed before there was a table that they are found by.</summary>
    public List<ClosedRow> Listed { get; } = [];

    public List<OutboxRow> Outbox { get; } = [];

    public List<long> OutboxDone { get; } = [];

    /// <summary>Settings of the server (namespaces, search attributes); null deletes.</summary>
    public List<(string Key, byte[]? Value)> Settings { get; } = [];

    /// <summary>Schedules as they are now.</summary>
    public List<ScheduleRow> Schedules { get; } = [];

    /// <summary>Runs to remove with all they have.</summary>
    public List<long> Deleted { get; } = [];

    /// <summary>How the closed runs were counted that were removed: known once the batch is written.</summary>
    public List<ClosedGroup> Removed { get; } = [];

    /// <summary>The batch's place in the queue of writes; 0 until it has one.</summary>
    public long Number { get; set; }

    /// <summary>The last record of the batches, of a run that they do not remove; null when they leave none.</summary>
    public static LogRecord? LastToStay(IReadOnlyList<WriteBatch> batches)
    {
        var deleted = batches.SelectMany(batch => batch.Deleted).ToHashSet();
        for (var i = batches.Count - 1; i >= 0; i--)
        {
            var index = batches[i].Records.FindLastIndex(record => !deleted.Contains(record.RunKey));
            if (index >= 0)
            {
                return batches[i].Records[index];
            }
        }

        return null;
    }

    public bool IsEmpty =>
        NewRuns.Count == 0 && Records.Count == 0 && Closed.Count == 0 && Listed.Count == 0 && Outbox.Count == 0 && OutboxDone.Count == 0
        && Settings.Count == 0 && Schedules.Count == 0 && Deleted.Count == 0;
}
