namespace Mdlc.Engine.Visibility.Closed;

/// <summary>A condition in SQL over the table <c>closed</c>.</summary>
/// <param name="Parameters">The values of <c>$p0</c>, <c>$p1</c> and so on.</param>
/// <param name="UsesWords">Whether it asks the function <see cref="WordsFunction"/>.</param>
internal sealed record ClosedCondition(string Sql, IReadOnlyList<object> Parameters, bool UsesWords)
{
    /// <summary>Whether a text has any of some phrases.</summary>
    public const string WordsFunction = "has_words";
}
