namespace Mdlc.Workflows.Registry;

/// <param name="Alias">challenger when the candidate passed or is inconclusive; null when it failed.</param>
public sealed record RegisterResult(int Version, string? Alias, string Summary) : IStageResult;
