namespace Mdlc.Contracts.Verdicts;

/// <summary>What a rule holds the candidate against.</summary>
public enum GateRule
{
    /// <summary>A bound of the spec.</summary>
    Limit,

    /// <summary>The champion, on rows that neither was trained on.</summary>
    Champion,

    /// <summary>The best of the recent champions, so that steps of "not worse" cannot add up to much worse.</summary>
    BestOfRecent,
}
