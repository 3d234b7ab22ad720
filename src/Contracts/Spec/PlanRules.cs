namespace Mdlc.Contracts.Spec;

/// <summary>
/// The versions of the rules by which columns become features where the spec does not say. A better default is a new version: what was resolved
/// under an older one is planned by that.
/// </summary>
public static class PlanRules
{
    /// <summary>Many values are hashed, dates taken down to the hour.</summary>
    public const int First = 1;

    /// <summary>Of many values the label's mean by value is taken, and of dates what parts they have.</summary>
    public const int Second = 2;

    /// <summary>What a spec that is written today gets.</summary>
    public const int Current = Second;

    /// <summary>What texts of many distinct values become.</summary>
    public static ColumnRole HighCardinalityBy(int rules) => rules >= Second ? ColumnRole.Target : ColumnRole.Hash;

    public static DateDetail DatesBy(int rules) => rules >= Second ? DateDetail.Minute : DateDetail.Hour;
}
