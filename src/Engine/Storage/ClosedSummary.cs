namespace Mdlc.Engine.Storage;

/// <summary>How a run closed.</summary>
/// <param name="Summary">A serialized <c>WorkflowExecutionInfo</c>.</param>
/// <param name="Row">What it is found by from now on.</param>
internal readonly record struct ClosedSummary(byte[] Summary, ClosedRow Row);
