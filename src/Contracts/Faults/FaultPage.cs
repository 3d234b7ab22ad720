using Mdlc.Contracts.Artifacts;

namespace Mdlc.Contracts.Faults;

/// <summary>A page that shows what a fault's sentence says; it travels with the failure of the activity that made it.</summary>
/// <param name="Name">The name of its file in the run's folder, e.g. <c>validation.html</c>.</param>
/// <param name="File">As the artifact store has it.</param>
public sealed record FaultPage(string Name, ArtifactRef File);
