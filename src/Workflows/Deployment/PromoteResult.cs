namespace Mdlc.Workflows.Deployment;

/// <param name="Promoted">False when the champion had moved meanwhile: the version stays challenger.</param>
public sealed record PromoteResult(bool Promoted, int? Champion, int? Previous, string Summary) : IStageResult;
