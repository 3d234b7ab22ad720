namespace Mdlc.Engine.Storage;

/// <summary>Closed runs that are counted together.</summary>
/// <param name="Division">What Temporal calls the division of the namespace; null for nearly all runs.</param>
internal readonly record struct ClosedGroup(string Namespace, int Status, string? Division);
