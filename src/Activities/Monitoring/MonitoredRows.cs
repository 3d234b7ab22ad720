using Mdlc.Contracts.Validation;

namespace Mdlc.Activities.Monitoring;

/// <summary>A window as it was read.</summary>
/// <param name="File">The rows that could be read.</param>
/// <param name="Rejected">Records that could not.</param>
/// <param name="Quarantine">Path of a file of those; null when there are none.</param>
internal sealed record MonitoredRows(WindowFile File, long Rejected, IReadOnlyList<RejectionReason> Reasons, string? Quarantine) : IDisposable
{
    /// <summary>
    /// Rows with a label's column: <see cref="File"/>, or those of its rows whose label can be read; null where there is none.
    /// </summary>
    public WindowFile? Labelled { get; init; }

    /// <summary>Why there are no labels; null when there are.</summary>
    public string? Unlabelled { get; init; }

    /// <summary>Records that are not among <see cref="Labelled"/>, as their label cannot be read.</summary>
    public long UnreadableLabels { get; init; }

    public void Dispose()
    {
        File.Dispose();
        if (Labelled != File)
        {
            Labelled?.Dispose();
        }
    }
}
