namespace Mdlc.Starter.Commands;

/// <summary>A line of <c>mdlc models --json</c>.</summary>
internal sealed record ModelRow(
    string Project, string Model, int Versions, int? Champion, int? Challenger, int? Previous, DateTimeOffset Newest);
