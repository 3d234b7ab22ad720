using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;

namespace Mdlc.Learning.Training;

/// <summary>
/// What a training process is told: one JSON file, named on its command line. It answers in lines of JSON on its standard output, each a
/// <see cref="TrainingMessage"/>. Of a boosting in segments (<see cref="TrainSpec.BoostsInSegments"/>) such a line comes about four times a second, and
/// surely after every <see cref="ReportEvery"/>th iteration: its <see cref="TrainingMessage.Boosting"/> has the iteration, the most there will be, and with
/// a <see cref="Holdout"/> the loss on the held-out rows. The parent may write the line <see cref="StopLine"/> to the process's standard input: the current
/// iteration is the last, the trees so far are the model, and the process ends well with its outcome. To stop at one iteration whatever the timing, a
/// job says <see cref="StopAt"/>. The same job with a larger one, or none, goes on from the checkpoints of the first. Closing the standard input kills.
/// </summary>
public sealed record TrainingJob
{
    /// <summary>Said by the parent: it is enough after the current iteration.</summary>
    public const string StopLine = "stop";

    /// <summary>Root of the home; its scratch folder takes what does not fit into memory.</summary>
    public required string Home { get; init; }

    /// <summary>The training rows' Parquet file, in the home's store; whoever opens it checks its digest.</summary>
    public required ArtifactRef Rows { get; init; }

    public required ModelTask Task { get; init; }

    public required string Label { get; init; }

    public string? Positive { get; init; }

    public required FeaturePlan Plan { get; init; }

    public required TrainSpec Train { get; init; }

    /// <summary>Where the model is put, by a rename; null: the model is only scored.</summary>
    public string? Output { get; init; }

    /// <summary>A part of the rows to score on instead of training on it; null: all train.</summary>
    public TrainingHoldout? Holdout { get; init; }

    /// <summary>With a <see cref="Holdout"/> and no <see cref="Output"/>: the parts that are held out in turn instead of its share; null: that one.</summary>
    public TrainingFolds? Folds { get; init; }

    /// <summary>Binary: how a threshold is found on the held-out rows; null: it is 0.5.</summary>
    public ThresholdSpec? Threshold { get; init; }

    /// <summary>Boosting in segments with <see cref="EarlyStoppingSpec"/>: the rows to find the number of iterations on; null, or with a <see cref="Holdout"/>: not looked for.</summary>
    public TrainingHoldout? Stopping { get; init; }

    /// <summary>Boosting in segments: a folder for what is done, to go on from after an interruption; null: nothing is kept.</summary>
    public string? Checkpoints { get; init; }

    /// <summary>
    /// Boosting in segments with a <see cref="Holdout"/> and no <see cref="Output"/>: where the rows' features are found, or put for others; null: they are made.
    /// They bear on nothing but time.
    /// </summary>
    public SharedRows? Shared { get; init; }

    /// <summary>Boosting in segments: the iteration after which it ends although there could be more; null: none.</summary>
    public int? StopAt { get; init; }

    /// <summary>Boosting in segments with <see cref="EarlyStoppingSpec"/>: as many iterations where the held-out rows are too few to say how many; null: as the parameters say.</summary>
    public int? OtherwiseIterations { get; init; }

    /// <summary>Boosting in segments with a <see cref="Holdout"/>: when it is ended because it promises little; null: never.</summary>
    public TrialPruning? Pruning { get; init; }

    /// <summary>Boosting in segments: after every so many iterations a line of progress comes for sure, and a <see cref="Holdout"/> is measured; null: no such line.</summary>
    public int? ReportEvery { get; init; }
}
