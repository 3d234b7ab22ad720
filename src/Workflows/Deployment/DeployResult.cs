namespace Mdlc.Workflows.Deployment;

/// <param name="Pending">True when no server lives that could load it.</param>
/// <param name="Endpoint">Where the version answers; null while pending.</param>
public sealed record DeployResult(bool Pending, string? Endpoint, string Summary) : IStageResult;
