namespace Mdlc.Contracts.Verdicts;

/// <summary>What a rule holds the candidate against.</summary>
public enum GateRule
{
    /// <summary>A bound of the spec.</summary>
    Limit,

    /// <summary>The champion, on rows that neither was trained on.</summary>
    Champion,

    /// <summary>The best champion so far of those at hand, so that steps of "not worse" cannot add up to much worse.</summary>
    BestOfRecent,
}
