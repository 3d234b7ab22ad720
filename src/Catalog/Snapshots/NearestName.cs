namespace Mdlc.Catalog.Snapshots;

/// <summary>Finds what a mistyped name probably meant.</summary>
internal static class NearestName
{
    private const int ShortestPart = 4;

    /// <summary>The name with the least edits, of those within a third of it and those where one contains the other; null: there is none.</summary>
    public static string? Of(string wanted, IEnumerable<string> names) =>
        names.Select(n => (Name: n, Edits: Distance(wanted.ToUpperInvariant(), n.ToUpperInvariant())))
            .Where(n => n.Edits <= Math.Max(wanted.Length, n.Name.Length) / 3 || Contains(wanted, n.Name))
            .OrderBy(n => n.Edits).ThenBy(n => n.Name, StringComparer.Ordinal)
            .Select(n => n.Name)
            .FirstOrDefault();

    private static bool Contains(string a, string b) =>
        Math.Min(a.Length, b.Length) >= ShortestPart
        && (a.Contains(b, StringComparison.OrdinalIgnoreCase) || b.Contains(a, StringComparison.OrdinalIgnoreCase));

    /// <summary>Levenshtein's.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replace, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
