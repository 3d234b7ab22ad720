namespace Mdlc.Engine.Storage;

/// <summary>A closed run as it was found in the database.</summary>
/// <param name="RequestId">The request that started it.</param>
/// <param name="StartTime">Ticks, UTC.</param>
/// <param name="Damage">What of it is not what was written, as a sentence; null when all is. Nothing else is sure then.</param>
internal sealed record FoundRun(
    long Key, string Namespace, string WorkflowId, string RunId, string RequestId, int Status, long StartTime, string FirstRunId, long HistoryLength, string? Damage);
