namespace Mdlc.Conformance.Tests.Differential;

/// <summary>What one workflow of a program is given.</summary>
/// <param name="Root">What the ids of its children begin with.</param>
/// <param name="IsChild">It begins and ends when it is told to, so that its parent sees one thing at a time.</param>
/// <param name="Log">What the runs before it saw.</param>
public sealed record TrialInput(string Root, bool IsChild, bool CleansUp, IReadOnlyList<Step> Steps, IReadOnlyList<string> Log);
