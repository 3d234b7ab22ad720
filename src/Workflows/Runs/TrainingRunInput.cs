using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Runs;

/// <param name="Spec">Resolved: nothing outside is looked at again.</param>
/// <param name="Lifecycle">Id of the workflow to report to; null: nobody.</param>
public sealed record TrainingRunInput(RunKey Run, ModelSpec Spec, RunTrigger Trigger, string? Lifecycle)
{
    /// <summary>What it takes over from an earlier run; null: nothing.</summary>
    public TakeOver? TakeOver { get; init; }

    /// <summary>What it is begun for.</summary>
    public IReadOnlyList<RunCause> Causes { get; init; } = [];

    /// <summary>What it waited for.</summary>
    public IReadOnlyList<RunWait> Waits { get; init; } = [];
}
