using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Runs;

/// <summary>How the suspended stage of a run shall be begun again.</summary>
/// <param name="Spec">The spec that the run goes on with, resolved; null: the one it has.</param>
/// <param name="Skip">Leave the stage out.</param>
/// <param name="By">Who asks for it.</param>
/// <param name="Reason">Why; null: no reason was given.</param>
public sealed record RetryWith(ModelSpec? Spec, bool Skip, string By, string? Reason);
