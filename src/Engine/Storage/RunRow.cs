namespace Mdlc.Engine.Storage;

/// <summary>One run as the database lists it.</summary>
/// <param name="Key">The database's short name of the run, never reused.</param>
/// <param name="RequestId">The request that started the run.</param>
/// <param name="Summary">A serialized <c>WorkflowExecutionInfo</c> once the run is closed; null while it is open.</param>
internal sealed record RunRow(long Key, string Namespace, string WorkflowId, string RunId, string RequestId, byte[]? Summary);
