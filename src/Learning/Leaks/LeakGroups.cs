namespace Mdlc.Learning.Leaks;

/// <summary>A column as a few groups of rows: its values where they are few, else ranges of equal size.</summary>
/// <param name="Of">Each row's group; missing values are a group of their own.</param>
/// <param name="Count">Number of groups.</param>
/// <param name="AreValues">Each group is one value.</param>
internal sealed record LeakGroups(int[] Of, int Count, bool AreValues)
{
    /// <summary>Numbers of more values than this are taken in so many ranges.</summary>
    private const int MostValues = 256;

    public static LeakGroups In(LeakColumn column) => column.Numbers is { } numbers ? OfNumbers(numbers) : OfTexts(column.Texts!);

    private static LeakGroups OfTexts(string?[] texts)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var groups = Array.ConvertAll(texts, text => text is null ? 0 : IndexOf(known, text) + 1);
        return new LeakGroups(groups, known.Count + 1, AreValues: true);
    }

    private static LeakGroups OfNumbers(double[] numbers)
    {
        var sorted = numbers.Where(double.IsFinite).Order().ToArray();
        var values = sorted.Distinct().Take(MostValues + 1).ToArray();
        var areFew = values.Length <= MostValues;
        var edges = areFew ? values : Enumerable.Range(0, MostValues).Select(i => sorted[(int)((long)i * sorted.Length / MostValues)]).Distinct().ToArray();
        var groups = Array.ConvertAll(numbers, number => double.IsFinite(number) ? Range(edges, number) + 1 : 0);
        return new LeakGroups(groups, edges.Length + 1, areFew);
    }

    /// <summary>The last edge that is not above the number.</summary>
    private static int Range(double[] edges, double number)
    {
        var at = Array.BinarySearch(edges, number);
        return at >= 0 ? at : ~at - 1;
    }

    private static int IndexOf(Dictionary<string, int> known, string text)
    {
        if (!known.TryGetValue(text, out var index))
        {
            known[text] = index = known.Count;
        }

        return index;
    }
}
