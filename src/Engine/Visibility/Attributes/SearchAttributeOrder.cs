namespace Mdlc.Engine.Visibility.Attributes;

/// <summary>How two values of one attribute compare: strings by code unit, integers and decimals with one another, false before true.</summary>
internal static class SearchAttributeOrder
{
    public static int Compare(object left, object right) => (left, right) switch
    {
        (string x, string y) => string.CompareOrdinal(x, y),
        (long x, long y) => x.CompareTo(y),
        (long x, double y) => ((double)x).CompareTo(y),
        (double x, long y) => x.CompareTo(y),
        (double x, double y) => x.CompareTo(y),
        (DateTimeOffset x, DateTimeOffset y) => x.CompareTo(y),
        (bool x, bool y) => x.CompareTo(y),
        _ => throw new ArgumentException($"{left.GetType().Name} and {right.GetType().Name} have no common order", nameof(right)),
    };
}
