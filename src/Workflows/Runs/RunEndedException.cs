using Mdlc.Contracts.Runs;

namespace Mdlc.Workflows.Runs;

/// <summary>Leaves the stages of a run; caught by the run itself, which ends in the state told.</summary>
internal sealed class RunEndedException(RunState state, string reason) : Exception(reason)
{
    public RunState State { get; } = state;
}
