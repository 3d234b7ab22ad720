namespace Mdlc.Spec;

/// <summary>The column that tells when a row happened.</summary>
/// <param name="Reason">Why it is this one, for a person.</param>
/// <param name="SplitReason">Why the last rows in time should judge; null: they need not.</param>
public sealed record TimeProposal(string Column, string Reason, string? SplitReason);
