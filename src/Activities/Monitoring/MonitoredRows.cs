using Mdlc.Contracts.Validation;

namespace Mdlc.Activities.Monitoring;

/// <summary>A window as it was read.</summary>
/// <param name="File">The rows that could be read.</param>
/// <param name="Rejected">Records that could not.</param>
/// <param name="Quarantine">Path of a file of those; null when there are none.</param>
internal sealed record MonitoredRows(WindowFile File, long Rejected, IReadOnlyList<RejectionReason> Reasons, string? Quarantine) : IDisposable
{
    public void Dispose() => File.Dispose();
}
