using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;

namespace Mdlc.Workflows.Evaluation;

public sealed record EvaluateInput(RunKey Run, ModelSpec Spec, DatasetSplit Split, FeaturePlan Plan, ArtifactRef Model)
{
    /// <summary>Records of the source, those that could not be read among them; 0: not known.</summary>
    public long Records { get; init; }

    /// <summary>Records of the source that could not be read, by column: what monitoring holds a window's against.</summary>
    public IReadOnlyDictionary<string, long> Unreadable { get; init; } = new Dictionary<string, long>();

    /// <summary>The trainer's options that the model was trained with; null, by earlier versions: not told.</summary>
    public IReadOnlyDictionary<string, double>? Params { get; init; }

    /// <summary>The search that they came from; null: none.</summary>
    public Leaderboard? Tuning { get; init; }

    /// <summary>Binary: from which probability on a row counts as positive; null: from 0.5.</summary>
    public OperatingPoint? OperatingPoint { get; init; }

    /// <summary>Of the training rows, a <see cref="Contracts.Monitoring.DataProfile"/>; null: it is still to be made.</summary>
    public ArtifactRef? Profile { get; init; }

    /// <summary>What was found on the way here that speaks against trusting what is measured.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
