using System.Globalization;

namespace Mdlc.Learning.Leaks;

/// <summary>Looks for sums: a label that is made of other columns, or is a part of a total among them.</summary>
internal static class LeakSums
{
    /// <summary>Pairs are tried of so many columns.</summary>
    private const int MostForPairs = 200;

    /// <summary>Threes are tried of so many.</summary>
    private const int MostForThrees = 50;

    /// <summary>In so many rows, at least, the sum is right.</summary>
    private const double LeastRight = 0.995;

    /// <summary>A part that is zero but in so many rows is no part.</summary>
    private const double LeastPart = 0.01;

    private static readonly int[] Signs = [1, -1];

    public static IEnumerable<string> Find(LeakColumn label, IReadOnlyList<LeakColumn> columns)
    {
        var parts = columns.Where(column => column.Numbers is { } numbers && IsPart(numbers)).ToList();
        var pairs = Found(label, Pairs(parts.Take(MostForPairs).ToList())).ToList();
        if (pairs.Count > 0 || parts.Count > MostForThrees)
        {
            return pairs;
        }

        return Found(label, Threes(parts));
    }

    private static IEnumerable<string> Found(LeakColumn label, IEnumerable<LeakColumn[]> groups)
    {
        foreach (var group in groups)
        {
            foreach (var signs in SignsOf(group.Length))
            {
                if (Right(label.Numbers!, group, signs) is { } right)
                {
                    yield return Sentence(label, group, signs, right);
                }
            }
        }
    }

    private static IEnumerable<LeakColumn[]> Pairs(List<LeakColumn> parts) =>
        from i in Enumerable.Range(0, parts.Count)
        from j in Enumerable.Range(i + 1, parts.Count - i - 1)
        select new[] { parts[i], parts[j] };

    private static IEnumerable<LeakColumn[]> Threes(List<LeakColumn> parts) =>
        from i in Enumerable.Range(0, parts.Count)
        from j in Enumerable.Range(i + 1, parts.Count - i - 1)
        from k in Enumerable.Range(j + 1, parts.Count - j - 1)
        select new[] { parts[i], parts[j], parts[k] };

    private static IEnumerable<int[]> SignsOf(int count) => count == 2
        ? from a in Signs from b in Signs where a + b >= 0 select new[] { a, b }
        : from a in Signs from b in Signs from c in Signs where a + b + c > -3 select new[] { a, b, c };

    private static bool IsPart(double[] numbers) =>
        numbers.Count(n => double.IsFinite(n) && n != 0) >= LeastPart * numbers.Length && numbers.Where(double.IsFinite).Distinct().Skip(1).Any();

    /// <returns>The number of rows in which the sum is right; null: it is not in enough of them. Wrong sums are left after a few rows.</returns>
    private static int? Right(double[] label, LeakColumn[] group, int[] signs)
    {
        int right = 0, complete = 0;
        var mostWrong = (int)((1 - LeastRight) * label.Length);
        for (var row = 0; row < label.Length; row++)
        {
            double sum = 0, largest = Math.Abs(label[row]);
            for (var i = 0; i < group.Length; i++)
            {
                var part = group[i].Numbers![row];
                sum += signs[i] * part;
                largest = Math.Max(largest, Math.Abs(part));
            }

            if (!double.IsFinite(sum))
            {
                continue;
            }

            complete++;
            right += Math.Abs(sum - label[row]) <= LeakMeasures.Tolerance * largest ? 1 : 0;
            if (complete - right > mostWrong)
            {
                return null;
            }
        }

        return complete >= LeakMeasures.LeastComplete * label.Length && right >= LeastRight * complete ? right : null;
    }

    private static string Sentence(LeakColumn label, LeakColumn[] group, int[] signs, int right)
    {
        var parts = group.Zip(signs).OrderByDescending(part => part.Second).ToList();
        var sum = string.Concat(parts.Select((part, i) => $"{(i == 0 ? "" : part.Second > 0 ? " + " : " - ")}'{part.First.Name}'"));
        return string.Create(CultureInfo.InvariantCulture, $"the label '{label.Name}' is {sum} in {right} of {label.Numbers!.Length} rows");
    }
}
