namespace Mdlc.Engine.Kernel;

/// <summary>The name that somebody may have meant who wrote another one. Pure functions.</summary>
internal static class NearestKey
{
    /// <summary>Of so many characters one may be wrong.</summary>
    private const int CharactersPerSlip = 4;

    /// <returns>The name with the fewest slips, the first of several, or null when each has too many.</returns>
    public static string? Of(string key, IEnumerable<string> names)
    {
        var nearest = names.Select(name => (name, slips: Slips(key.ToUpperInvariant(), name.ToUpperInvariant()))).MinBy(pair => pair.slips);
        return nearest.name is not null && nearest.slips <= key.Length / CharactersPerSlip ? nearest.name : null;
    }

    /// <summary>How many characters must be added, taken away or exchanged to make one of the other.</summary>
    private static int Slips(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (from[i - 1] == to[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
