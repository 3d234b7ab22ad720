namespace Mdlc.Contracts.Faults;

/// <summary>Finds what a mistyped name probably meant.</summary>
public static class NearestName
{
    /// <summary>A shorter part of a name says nothing.</summary>
    private const int ShortestPart = 4;

    /// <summary>Names are short; a text of the length of a file is nothing's misspelling.</summary>
    private const int Longest = 100;

    /// <summary>The name with the least edits, of those within a third of the shorter of the two (one at least) and those where one contains the other.</summary>
    /// <returns>Null: none is near enough to be a slip of the pen.</returns>
    public static string? Of(string wanted, IEnumerable<string> names) =>
        names.Where(name => name.Length <= Longest && wanted.Length <= Longest)
            .Select(name => (Name: name, Edits: Distance(wanted.ToUpperInvariant(), name.ToUpperInvariant())))
            .Where(near => near.Edits <= Math.Max(1, Math.Min(wanted.Length, near.Name.Length) / 3) || Contains(wanted, near.Name))
            .OrderBy(near => near.Edits).ThenBy(near => near.Name, StringComparer.Ordinal)
            .Select(near => near.Name)
            .FirstOrDefault();

    /// <summary>The same as the end of a message.</summary>
    /// <returns>Empty: none is near enough.</returns>
    public static string Hint(string wanted, IEnumerable<string> names) => Of(wanted, names) is { } near ? $" Did you mean {near}?" : "";

    private static bool Contains(string a, string b) =>
        Math.Min(a.Length, b.Length) >= ShortestPart
        && (a.Contains(b, StringComparison.OrdinalIgnoreCase) || b.Contains(a, StringComparison.OrdinalIgnoreCase));

    /// <summary>Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var edits = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                edits[i, j] = i == 0 || j == 0 ? i + j : Step(edits, a, b, i, j);
            }
        }

        return edits[a.Length, b.Length];
    }

    private static int Step(int[,] edits, string a, string b, int i, int j)
    {
        var changed = edits[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
        var best = Math.Min(changed, Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1);
        var swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
        return swapped ? Math.Min(best, edits[i - 2, j - 2] + 1) : best;
    }
}
