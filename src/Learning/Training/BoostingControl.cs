using Mdlc.Learning.Boosting;
using Microsoft.ML;

namespace Mdlc.Learning.Training;

/// <summary>What a boosted training is told beside its spec. Other trainings take no notice of it.</summary>
public sealed record BoostingControl
{
    /// <summary>Rows that are not trained on, in the shape of those that are; the iteration that does best on them is the model's last. Null: none.</summary>
    public IDataView? Held { get; init; }

    /// <summary>Iterations without a better loss on the held-out rows after which it ends; null: all are trained.</summary>
    public int? Patience { get; init; }

    /// <summary>The most iterations; null: as the parameters say.</summary>
    public int? Iterations { get; init; }

    /// <summary>Where segments are kept that are done; null: nowhere.</summary>
    public BoostingCheckpoints? Checkpoints { get; init; }

    /// <summary>Told of each iteration.</summary>
    public Action<BoostingProgress>? Progress { get; init; }

    /// <summary>Asked after each iteration whether it is to be the last.</summary>
    public Func<BoostingProgress, bool>? IsEnough { get; init; }

    /// <summary>The same, given the losses on the held-out rows by iteration; asked also of what a checkpoint gave.</summary>
    public Func<IReadOnlyList<double>, bool>? IsHopeless { get; init; }
}
