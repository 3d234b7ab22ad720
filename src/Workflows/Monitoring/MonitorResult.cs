using Mdlc.Contracts.Artifacts;

namespace Mdlc.Workflows.Monitoring;

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
    string Summary) : IStageResult;
