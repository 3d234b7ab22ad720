namespace Mdlc.Contracts.Validation;

/// <summary>What came of holding a snapshot against its expectations.</summary>
/// <param name="Snapshot">Data digest of the rows that were looked at.</param>
/// <param name="Rows">Rows that were looked at.</param>
/// <param name="Rejected">Lines that the fetch had rejected before.</param>
/// <param name="Quarantined">Rows taken out here.</param>
/// <param name="MaxShare">Largest allowed share (0..1) of rejected and quarantined rows together.</param>
public sealed record ValidationDocument(
    string Run, string Snapshot, long Rows, long Rejected, long Quarantined, double MaxShare, IReadOnlyList<RuleOutcome> Rules);
