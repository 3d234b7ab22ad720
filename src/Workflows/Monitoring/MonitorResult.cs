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
    /// <summary>none, slight or strong: the largest of all that drifted. Empty in results of before.</summary>
    public string Severity { get; init; } = "";

    /// <summary>What <see cref="DriftedColumns"/> names, with size and weight.</summary>
    public IReadOnlyList<DriftedColumn> Columns { get; init; } = [];

    /// <summary>drift, stable or inconclusive: what the model says. Empty: it was not compared.</summary>
    public string PredictionDrift { get; init; } = "";

    /// <summary>ok, worse or cannotTell: the model on the window's labels. Empty in results of before.</summary>
    public string Quality { get; init; } = "";

    /// <summary>Why, with the numbers.</summary>
    public string QualityReason { get; init; } = "";

    /// <summary>What was not compared, and why.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Records of the window that could not be read; they count in the verdict.</summary>
    public long Rejected { get; init; }

    /// <summary>Why, most frequent first, a few of them; the document has all.</summary>
    public IReadOnlyList<RejectionReason> Reasons { get; init; } = [];

    /// <summary>Path of a Parquet file of them; null when there are none.</summary>
    public string? Quarantine { get; init; }
}
