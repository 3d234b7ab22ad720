namespace Mdlc.Engine.Storage;

/// <summary>What one record of a run's log holds. The numbers are on disk: add, never renumber.</summary>
internal enum RecordKind
{
    /// <summary>A batch of history events (one transaction), a serialized <c>History</c>.</summary>
    Events = 1,

    /// <summary>An event that came while a workflow task was started: it has no id yet, and enters history when that task closes.</summary>
    BufferedEvent = 2,

    /// <summary>The state of one pending activity that history does not show (attempt, last failure, heartbeat): a serialized <c>PendingActivityInfo</c>.</summary>
    Activity = 3,

    /// <summary>A request id that was served (UTF-8), for deduplication.</summary>
    RequestId = 4,

    /// <summary>That an attempt of an activity is in a worker's hands: an encoded <c>ActivityStart</c>.</summary>
    ActivityStart = 5,

    /// <summary>The id of the run that a reset put in this one's place (UTF-8).</summary>
    ResetRun = 6,

    /// <summary>By which revision of its deployment's routing the run has moved to its version: 8 bytes, little-endian.</summary>
    VersioningRevision = 7,

    /// <summary>What is shown of workflow tasks that fail again and again (UTF-8, a line each): <c>TemporalReportedProblems</c>.</summary>
    ReportedProblems = 8,
}
