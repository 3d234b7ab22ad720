using System.Globalization;

namespace Mdlc.Engine.Visibility.Closed;

/// <summary>A condition in SQL over the table <c>closed</c>, as a format: where it asks for a search attribute stands the number of the set.</summary>
/// <param name="Parameters">The values of <c>$p0</c>, <c>$p1</c> and so on.</param>
/// <param name="UsesWords">Whether it asks the function <see cref="WordsFunction"/>.</param>
internal sealed record ClosedCondition(string Format, IReadOnlyList<ClosedSet> Sets, IReadOnlyList<object> Parameters, bool UsesWords)
{
    /// <summary>Whether a text has any of some phrases.</summary>
    public const string WordsFunction = "has_words";

    /// <summary>The condition in full.</summary>
    /// <param name="isLarge">Whether a set has so many runs that each run is better looked up than the set made.</param>
    public string Sql(Func<ClosedSet, bool> isLarge) =>
        Sets.Count == 0 ? Format : string.Format(CultureInfo.InvariantCulture, Format, [.. Sets.Select(set => set.Sql(isLarge(set)))]);
}
