using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Verdicts;

namespace Mdlc.Workflows.Evaluation;

/// <param name="Champion">The champion it was compared with; null when there was none.</param>
/// <param name="Document">JSON of the verdict with every number.</param>
public sealed record GateResult(Verdict Verdict, int? Champion, ArtifactRef Document, string Summary) : IStageResult;
