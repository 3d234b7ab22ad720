namespace Mdlc.Contracts.Evaluation;

/// <summary>The champion's curves, to be drawn beside the candidate's.</summary>
/// <param name="Champion">Such as <c>adult-income@6</c>.</param>
/// <param name="Theirs">The champion's; null where none are at hand.</param>
/// <param name="Note">On which rows they were measured, or why there are none.</param>
public sealed record CurvesBeside(string Champion, ModelCurves? Theirs, string Note)
{
    /// <summary>The candidate's on the same rows; null: the champion's are of other rows, and the two may differ for that alone.</summary>
    public ModelCurves? Ours { get; init; }
}
