namespace Mdlc.Contracts.Spec;

/// <summary>How a candidate must stand against the champion, on rows that neither was trained on.</summary>
public sealed record ChampionRule
{
    public ChampionRuleKind Kind { get; init; } = ChampionRuleKind.NonInferior;

    /// <summary>
    /// How much worse is still equal: absolute, or a share of the champion's value when <see cref="MarginIsRelative"/>. Beside
    /// <see cref="StandardErrors"/> the most that may be.
    /// </summary>
    public double Margin { get; init; }

    /// <summary>True for "1%" in the spec (then <see cref="Margin"/> is 0.01).</summary>
    public bool MarginIsRelative { get; init; }

    /// <summary>
    /// The margin as so many standard errors of the difference on the rows at hand, never more than <see cref="Margin"/>: so that an equal
    /// model passes as often whatever the rows. Null: the margin is <see cref="Margin"/>.
    /// </summary>
    public double? StandardErrors { get; init; }
}
