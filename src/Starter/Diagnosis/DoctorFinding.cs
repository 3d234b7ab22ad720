namespace Mdlc.Starter.Diagnosis;

/// <summary>A line of <c>mdlc doctor --json</c>.</summary>
/// <param name="Remedy">The command, or the act, that mends it; null when nothing is to mend.</param>
internal sealed record DoctorFinding(string Part, bool Ok, string Finding, string? Remedy);
