using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Validation;

namespace Mdlc.Workflows.Monitoring;

/// <param name="Rows">Rows of the window that were compared; those that could not be read are <see cref="Rejected"/>.</param>
/// <param name="Drift">drift, stable or inconclusive.</param>
/// <param name="DriftedColumns">The columns that drifted, strongest first.</param>
/// <param name="Document">JSON with every number.</param>
/// <param name="Report">Path of the HTML report.</param>
public sealed record MonitorResult(
    string Project,
    string Model,
    int Version,
    long Rows,
    string Drift,
    IReadOnlyList<string> DriftedColumns,
    ArtifactRef Document,
    string Report,
    string Summary) : IStageResult
{
    /// <summary>Records of the window that could not be read; they count in the verdict.</summary>
    public long Rejected { get; init; }

    /// <summary>Why, most frequent first, a few of them; the document has all.</summary>
    public IReadOnlyList<RejectionReason> Reasons { get; init; } = [];

    /// <summary>Path of a Parquet file of them; null when there are none.</summary>
    public string? Quarantine { get; init; }
}
