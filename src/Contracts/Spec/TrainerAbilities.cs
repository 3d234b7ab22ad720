namespace Mdlc.Contracts.Spec;

/// <summary>What trainers can do with features that are not plain numbers.</summary>
public static class TrainerAbilities
{
    /// <summary>Whether it learns on which side of a split missing values belong.</summary>
    public static bool TakesMissing(TrainerKind trainer) => trainer == TrainerKind.LightGbm;

    /// <summary>Whether it splits a column's categories by sets of them: LightGBM does, by its own interface.</summary>
    public static bool SplitsCategories(TrainSpec train) => train.BoostsInSegments;

    /// <summary>Why it does not, for a sentence about role native.</summary>
    public static string NoSplits(TrainSpec train) => train.Trainer == TrainerKind.LightGbm
        ? "lightgbm without checkpoints (train.checkpointEvery: 0)"
        : TrainerParameters.NameOf(train.Trainer);
}
