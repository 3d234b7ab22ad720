using Mdlc.Contracts.Runs;

namespace Mdlc.Workflows.Runs;

/// <param name="Stage">See <see cref="StageName"/>.</param>
/// <param name="Result">What the stage returned.</param>
public sealed record KeepInput(RunKey Run, string Stage, KeptResult Result);
