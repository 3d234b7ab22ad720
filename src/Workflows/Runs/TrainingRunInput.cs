using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Runs;

/// <param name="Spec">Resolved: nothing outside is looked at again.</param>
/// <param name="Lifecycle">Id of the workflow to report to; null: nobody.</param>
public sealed record TrainingRunInput(RunKey Run, ModelSpec Spec, RunTrigger Trigger, string? Lifecycle)
{
    /// <summary>What it is begun for.</summary>
    public IReadOnlyList<RunCause> Causes { get; init; } = [];

    /// <summary>What it waited for.</summary>
    public IReadOnlyList<RunWait> Waits { get; init; } = [];
}
