using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;

namespace Mdlc.Workflows.Studies;

/// <param name="Plan">The run's own; the trial's differs where its choices say so.</param>
public sealed record StudyTrialInput(RunKey Run, ModelSpec Spec, DatasetSplit Split, FeaturePlan Plan, RunningTrial Trial)
{
    /// <summary>By which the plan of the trial's choices is made; null: the plan is not varied.</summary>
    public ArtifactRef? Statistics { get; init; }

    /// <summary>The choices with which the plan is the run's own.</summary>
    public IReadOnlyDictionary<string, string> Usual { get; init; } = new Dictionary<string, string>();

    /// <summary>What the study searches; a pruner counts by its most iterations.</summary>
    public required SearchSpace Space { get; init; }

    /// <summary>The trials that pruning may compare with, by their interim losses; empty where nothing is pruned.</summary>
    public IReadOnlyList<KnownTrial> History { get; init; } = [];
}
