using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Verdicts;

namespace Mdlc.Workflows.Runs;

/// <summary>What a run tells its model's lifecycle when it has ended.</summary>
/// <param name="Champion">The champion's version after the run.</param>
public sealed record RunFinished(RunKey Run, RunState State, Verdict? Verdict, int? Version, int? Champion);
