namespace Mdlc.Contracts.Runs;

/// <param name="Quarantined">Rejected lines and rows that broke an expectation, together.</param>
public sealed record RowCounts(long? Train, long? Test, long? Quarantined)
{
    /// <summary>Rows without a label, which neither train nor judge.</summary>
    public long? WithoutLabel { get; init; }
}
