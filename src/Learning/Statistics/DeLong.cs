namespace Mdlc.Learning.Statistics;

/// <summary>
/// DeLong's variance of the area under the ROC curve and the covariance of two areas on the same rows, by midranks in O(n log n)
/// (X. Sun and W. Xu, "Fast implementation of DeLong's algorithm", IEEE Signal Processing Letters 21, 2014).
/// </summary>
public static class DeLong
{
    /// <summary>
    /// Both areas on the same rows. Areas are NaN where a class is absent; variances are NaN with fewer than two rows of a class.
    /// </summary>
    public static DeLongResult Paired(ReadOnlySpan<bool> labels, ReadOnlySpan<double> scoresA, ReadOnlySpan<double> scoresB)
    {
        var a = Placements(labels, scoresA);
        var b = Placements(labels, scoresB);
        return new DeLongResult
        {
            AucA = Descriptive.Mean(a.Positives),
            AucB = Descriptive.Mean(b.Positives),
            VarianceA = Covariance(a.Positives, a.Positives) + Covariance(a.Negatives, a.Negatives),
            VarianceB = Covariance(b.Positives, b.Positives) + Covariance(b.Negatives, b.Negatives),
            Covariance = Covariance(a.Positives, b.Positives) + Covariance(a.Negatives, b.Negatives),
        };
    }

    /// <summary>The area and its variance.</summary>
    public static (double Auc, double Variance) Area(ReadOnlySpan<bool> labels, ReadOnlySpan<double> scores)
    {
        var placements = Placements(labels, scores);
        return (Descriptive.Mean(placements.Positives),
            Covariance(placements.Positives, placements.Positives) + Covariance(placements.Negatives, placements.Negatives));
    }

    /// <summary>For each positive the share of negatives below it, for each negative the share of positives above it; ties count half.</summary>
    private static (double[] Positives, double[] Negatives) Placements(ReadOnlySpan<bool> labels, ReadOnlySpan<double> scores)
    {
        if (labels.Length != scores.Length)
        {
            throw new ArgumentException($"Found {labels.Length} labels and {scores.Length} scores; give one score per label.");
        }
        var order = Descriptive.Order(scores.Length);
        var sorted = scores.ToArray();
        Array.Sort(sorted, order);
        var placed = new double[scores.Length];
        var (positives, negatives) = (0, 0);
        for (var start = 0; start < order.Length;)
        {
            var (tiedPositives, tiedNegatives, end) = (0, 0, start);
            for (; end < order.Length && sorted[end] == sorted[start]; end++)
            {
                if (labels[order[end]])
                {
                    tiedPositives++;
                }
                else
                {
                    tiedNegatives++;
                }
            }
            for (var i = start; i < end; i++)
            {
                placed[order[i]] = labels[order[i]] ? negatives + (tiedNegatives / 2.0) : positives + (tiedPositives / 2.0);
            }
            positives += tiedPositives;
            negatives += tiedNegatives;
            start = end;
        }
        var ofPositives = new double[positives];
        var ofNegatives = new double[negatives];
        var (p, q) = (0, 0);
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i])
            {
                ofPositives[p++] = placed[i] / negatives;
            }
            else
            {
                ofNegatives[q++] = 1 - (placed[i] / positives);
            }
        }
        return (ofPositives, ofNegatives);
    }

    /// <summary>Sample covariance of the placements over their number: that of their mean.</summary>
    private static double Covariance(double[] x, double[] y)
    {
        var (meanX, meanY) = (Descriptive.Mean(x), Descriptive.Mean(y));
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            sum += (x[i] - meanX) * (y[i] - meanY);
        }
        return x.Length < 2 ? double.NaN : sum / (x.Length - 1) / x.Length;
    }
}
