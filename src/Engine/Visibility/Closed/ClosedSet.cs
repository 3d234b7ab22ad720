namespace Mdlc.Engine.Visibility.Closed;

/// <summary>The runs that have a search attribute with certain values, and whether a run is to be among them.</summary>
/// <param name="Where">Which rows of <c>attributes</c> they have.</param>
/// <param name="IsCostly">Whether it takes long to find out how many they are.</param>
internal sealed record ClosedSet(string Where, bool Holds, bool IsCostly)
{
    /// <summary>Finds out whether there are more than some, without a look at all.</summary>
    public string CountUpTo(int some) => $"SELECT COUNT(*) FROM (SELECT 1 FROM attributes WHERE {Where} LIMIT {some})";

    public string Sql(bool isLarge) => isLarge
        ? $"{(Holds ? "EXISTS" : "NOT EXISTS")} (SELECT 1 FROM attributes WHERE attributes.run_key = closed.run_key AND {Where})"
        : $"run_key {(Holds ? "IN" : "NOT IN")} (SELECT run_key FROM attributes WHERE {Where})";
}
