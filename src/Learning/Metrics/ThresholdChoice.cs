using System.Globalization;
using Mdlc.Contracts.Spec;

namespace Mdlc.Learning.Metrics;

/// <summary>Finds the probability from which on a row shall count as positive, on rows that the model was not trained on.</summary>
public static class ThresholdChoice
{
    /// <param name="rows">With probabilities.</param>
    /// <param name="origin">Which rows they are: "rows held out of the training part".</param>
    public static OperatingPoint Of(ThresholdSpec spec, BinaryPredictions rows, string origin)
    {
        if (spec.Rule == ThresholdRule.Fixed)
        {
            return Fixed(spec);
        }

        var point = new OperatingPoint { Rule = spec.Rule, Rows = rows.Rows, Positives = rows.Positives };
        if (rows.Positives == 0 || rows.Negatives == 0)
        {
            return point with
            {
                Note = Text($"threshold 0.5 and not {Asked(spec)}: of the {rows.Rows} {origin} {rows.Positives} are positive, and it takes both kinds to choose"),
            };
        }

        var cuts = Cuts(rows);
        var best = Best(spec, rows, cuts);
        var (value, atHalf) = (Goodness(spec, rows, best), Goodness(spec, rows, At(rows, OperatingPoint.DefaultThreshold)));
        var same = rows.Probabilities!.Min() == rows.Probabilities!.Max() ? "; all their probabilities are equal" : "";
        return point with
        {
            Threshold = best.Threshold,
            Value = Math.Abs(value),
            ValueAtHalf = Math.Abs(atHalf),
            Note = Text($"threshold {best.Threshold:0.####}, {Asked(spec)} on {rows.Rows} {origin} ({rows.Positives} positive): {Unit(spec)} {Math.Abs(value):0.####} instead of {Math.Abs(atHalf):0.####} at 0.5 on these rows{same}"),
        };
    }

    public static OperatingPoint Fixed(ThresholdSpec spec) => new()
    {
        Threshold = spec.Value,
        Rule = ThresholdRule.Fixed,
        Note = Text($"threshold {spec.Value:0.####}, as the spec says"),
    };

    /// <summary>What a threshold costs a row; null where the spec does not say what errors cost.</summary>
    public static double? Cost(ThresholdSpec? spec, long falsePositives, long falseNegatives, long rows) =>
        spec is { Rule: ThresholdRule.Cost } ? ((spec.FalsePositive * falsePositives) + (spec.FalseNegative * falseNegatives)) / rows : null;

    /// <summary>Of equally good ones the nearest to 0.5.</summary>
    private static Cut Best(ThresholdSpec spec, BinaryPredictions rows, List<Cut> cuts) => cuts
        .OrderByDescending(cut => Goodness(spec, rows, cut))
        .ThenBy(cut => Math.Abs(cut.Threshold - OperatingPoint.DefaultThreshold))
        .First();

    /// <summary>F1, or the cost a row turned so that more is better.</summary>
    private static double Goodness(ThresholdSpec spec, BinaryPredictions rows, Cut cut)
    {
        var misses = rows.Positives - cut.Hits;
        return spec.Rule == ThresholdRule.Cost
            ? -Cost(spec, cut.FalseAlarms, misses, rows.Rows)!.Value
            : 2.0 * cut.Hits / ((2.0 * cut.Hits) + misses + cut.FalseAlarms);
    }

    private static Cut At(BinaryPredictions rows, double threshold)
    {
        var (hits, falseAlarms) = (0, 0);
        for (var i = 0; i < rows.Rows; i++)
        {
            var positive = rows.Probabilities![i] >= threshold;
            hits += positive && rows.Labels[i] ? 1 : 0;
            falseAlarms += positive && !rows.Labels[i] ? 1 : 0;
        }

        return new Cut(threshold, hits, falseAlarms);
    }

    /// <summary>Every way to part the rows: one threshold in the middle of each gap between neighbouring probabilities, one below all, one above.</summary>
    private static List<Cut> Cuts(BinaryPredictions rows)
    {
        var order = Enumerable.Range(0, rows.Rows).OrderByDescending(row => rows.Probabilities![row]).ToArray();
        var above = 1.0;
        var cuts = new List<Cut>();
        var (hits, falseAlarms) = (0, 0);
        for (var i = 0; i < order.Length; i++)
        {
            var probability = rows.Probabilities![order[i]];
            // What is 1 is below no threshold, so that "none" is not always to be had.
            if (probability < above)
            {
                cuts.Add(new Cut(Middle(probability, above), hits, falseAlarms));
                above = probability;
            }

            hits += rows.Labels[order[i]] ? 1 : 0;
            falseAlarms += rows.Labels[order[i]] ? 0 : 1;
        }

        cuts.Add(new Cut(above >= OperatingPoint.DefaultThreshold ? OperatingPoint.DefaultThreshold : above / 2, hits, falseAlarms));
        return cuts;
    }

    /// <summary>Above the one and at most the other; 0.5 where that is between them.</summary>
    private static double Middle(double below, double above)
    {
        var middle = below + ((above - below) / 2);
        return below < OperatingPoint.DefaultThreshold && OperatingPoint.DefaultThreshold <= above ? OperatingPoint.DefaultThreshold
            : middle > below ? middle
            : above;
    }

    private static string Asked(ThresholdSpec spec) => spec.Rule == ThresholdRule.F1
        ? "the one of the highest f1"
        : Text($"the one of the least cost ({spec.FalsePositive:0.####} a false positive, {spec.FalseNegative:0.####} a false negative)");

    private static string Unit(ThresholdSpec spec) => spec.Rule == ThresholdRule.F1 ? "f1" : "cost a row";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <param name="Hits">Positives from the threshold on.</param>
    /// <param name="FalseAlarms">Negatives from the threshold on.</param>
    private sealed record Cut(double Threshold, int Hits, int FalseAlarms);
}
