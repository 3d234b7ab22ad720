using Mdlc.Contracts.Runs;

namespace Mdlc.Workflows.Runs;

/// <param name="Run">The run that takes over.</param>
/// <param name="Earlier">The run whose result it is.</param>
/// <param name="Stage">See <see cref="StageName"/>.</param>
public sealed record TakeOverInput(RunKey Run, RunKey Earlier, string Stage);
