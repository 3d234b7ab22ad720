namespace Mdlc.Engine.Visibility.Closed;

/// <summary>Closed runs that are counted together.</summary>
/// <param name="Division">Null for nearly all runs.</param>
internal readonly record struct ClosedKind(string Namespace, WorkflowExecutionStatus Status, string? Division);
