namespace Mdlc.Learning.Features;

/// <summary>
/// How the label lies among the rows of each of a column's values: of all rows for serving, and for a training row of those in the other folds.
/// A figure is how far the value's mean lies from that of all rows; so 0, which ML.NET gives for a text it does not find, is the mean of all.
/// </summary>
internal sealed class TargetColumn
{
    private const int Unlisted = -1;

    private readonly string[] _texts;
    private readonly int[] _codes;
    private readonly byte[] _folds;
    private readonly double[] _priors;
    private readonly double _smoothing;
    private readonly int[] _counts;
    private readonly double[][] _sums;

    /// <param name="texts">The distinct texts.</param>
    /// <param name="codes">By row: which of them it has; below 0: none.</param>
    /// <param name="labels">By figure and row.</param>
    /// <param name="most">So many of the most frequent texts are kept; the others count as unseen.</param>
    public TargetColumn(string name, IReadOnlyList<string> texts, int[] codes, byte[] folds, IReadOnlyList<Func<int, double>> labels, double[] priors, double smoothing, int most)
    {
        (Name, _codes, _folds, _priors, _smoothing) = (name, codes, folds, priors, smoothing);
        _texts = Keep(texts, codes, most);
        _counts = new int[_texts.Length * RowFolds.Count];
        _sums = [.. labels.Select(_ => new double[_counts.Length])];
        for (var row = 0; row < codes.Length; row++)
        {
            if (codes[row] != Unlisted)
            {
                var cell = (codes[row] * RowFolds.Count) + folds[row];
                _counts[cell]++;
                for (var figure = 0; figure < labels.Count; figure++)
                {
                    _sums[figure][cell] += labels[figure](row);
                }
            }
        }
    }

    public string Name { get; }

    public int Figures => _sums.Length;

    /// <summary>By text: how many training rows have it.</summary>
    public IEnumerable<KeyValuePair<string, float>> Counts => _texts.Select((text, code) => KeyValuePair.Create(text, (float)Sum(_counts, code)));

    /// <summary>By text: how far the mean of its training rows lies from that of all.</summary>
    public IEnumerable<KeyValuePair<string, float>> Means(int figure) =>
        _texts.Select((text, code) => KeyValuePair.Create(text, Mean(Sum(_sums[figure], code), Sum(_counts, code), figure)));

    /// <summary>Of a training row's text: how many rows of the other folds have it.</summary>
    public float CountFor(int row) => _codes[row] == Unlisted ? 0 : Sum(_counts, _codes[row]) - _counts[Cell(row)];

    /// <summary>Of a training row's text: how far the mean of the rows of the other folds lies from that of all.</summary>
    public float MeanFor(int figure, int row) => _codes[row] == Unlisted
        ? 0
        : Mean(Sum(_sums[figure], _codes[row]) - _sums[figure][Cell(row)], Sum(_counts, _codes[row]) - _counts[Cell(row)], figure);

    private int Cell(int row) => (_codes[row] * RowFolds.Count) + _folds[row];

    private float Mean(double sum, int count, int figure) => count == 0 ? 0 : (float)((sum - (count * _priors[figure])) / (count + _smoothing));

    private static int Sum(int[] cells, int code)
    {
        var sum = 0;
        for (var fold = 0; fold < RowFolds.Count; fold++)
        {
            sum += cells[(code * RowFolds.Count) + fold];
        }

        return sum;
    }

    private static double Sum(double[] cells, int code)
    {
        var sum = 0.0;
        for (var fold = 0; fold < RowFolds.Count; fold++)
        {
            sum += cells[(code * RowFolds.Count) + fold];
        }

        return sum;
    }

    /// <summary>Renumbers the texts that are kept in their order, so that the tables do not depend on that of the rows.</summary>
    private static string[] Keep(IReadOnlyList<string> texts, int[] codes, int most)
    {
        var rows = new int[texts.Count];
        foreach (var code in codes)
        {
            if (code != Unlisted)
            {
                rows[code]++;
            }
        }

        var kept = Enumerable.Range(0, texts.Count).ToArray();
        if (kept.Length > most)
        {
            kept = [.. kept.OrderByDescending(code => rows[code]).ThenBy(code => texts[code], StringComparer.Ordinal).Take(most)];
        }

        Array.Sort(Array.ConvertAll(kept, code => texts[code]), kept, StringComparer.Ordinal);
        var renumbered = new int[texts.Count];
        Array.Fill(renumbered, Unlisted);
        for (var i = 0; i < kept.Length; i++)
        {
            renumbered[kept[i]] = i;
        }

        for (var row = 0; row < codes.Length; row++)
        {
            codes[row] = codes[row] == Unlisted ? Unlisted : renumbered[codes[row]];
        }

        return Array.ConvertAll(kept, code => texts[code]);
    }
}
