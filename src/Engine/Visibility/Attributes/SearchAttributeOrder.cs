namespace Mdlc.Engine.Visibility.Attributes;

/// <summary>
/// How two values of one attribute compare: strings by code point, integers and decimals with one another and exactly, false before true. It is how
/// SQLite compares them, too.
/// </summary>
internal static class SearchAttributeOrder
{
    public static int Compare(object left, object right) => (left, right) switch
    {
        (string x, string y) => ByCodePoint(x, y),
        (long x, long y) => x.CompareTo(y),
        (long x, double y) => Exactly(x, y),
        (double x, long y) => -Exactly(y, x),
        (double x, double y) => x.CompareTo(y),
        (DateTimeOffset x, DateTimeOffset y) => x.CompareTo(y),
        (bool x, bool y) => x.CompareTo(y),
        _ => throw new ArgumentException($"{left.GetType().Name} and {right.GetType().Name} have no common order", nameof(right)),
    };

    /// <summary>By the bytes of UTF-8. Of UTF-16 only the surrogates stand elsewhere: they are of the last code points, and not the last units.</summary>
    private static int ByCodePoint(string x, string y)
    {
        var same = x.AsSpan().CommonPrefixLength(y);
        return same < x.Length && same < y.Length ? Rank(x[same]).CompareTo(Rank(y[same])) : x.Length.CompareTo(y.Length);
    }

    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;

    private static int Exactly(long x, double y)
    {
        if (y is >= 9.2233720368547758e18 or < -9.2233720368547758e18)
        {
            return y > 0 ? -1 : 1;
        }

        var whole = (long)y;
        return x != whole ? x.CompareTo(whole) : 0.0.CompareTo(y - whole);
    }
}
