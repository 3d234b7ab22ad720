namespace Mdlc.Contracts.Spec;

/// <summary>What trainers can do with features that are not plain numbers.</summary>
public static class TrainerAbilities
{
    /// <summary>Whether it learns on which side of a split missing values belong.</summary>
    public static bool TakesMissing(TrainerKind trainer) => trainer == TrainerKind.LightGbm;

    /// <summary>Whether it splits a column's categories by sets of them. As long as none does, role native is refused.</summary>
    public static bool SplitsCategories(TrainerKind trainer) => NativeSplits.Contains(trainer);

    private static IReadOnlyList<TrainerKind> NativeSplits { get; } = [];
}
