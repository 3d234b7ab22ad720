using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Metrics;

/// <summary>
/// The metrics as functions of row counts. Each does its sorting and its logarithms once, so that a bootstrap replicate is one pass;
/// none keeps state between calls.
/// </summary>
internal static class MetricKernels
{
    /// <summary>Probabilities are kept this far from 0 and 1 before a logarithm.</summary>
    private const double SmallestProbability = 1e-15;

    public static double Undefined(ReadOnlySpan<int> weights) => double.NaN;

    public static WeightedStatistic Mean(double[] values) => weights =>
    {
        var (sum, rows) = (0.0, 0L);
        for (var i = 0; i < values.Length; i++)
        {
            sum += weights[i] * values[i];
            rows += weights[i];
        }
        return rows == 0 ? double.NaN : sum / rows;
    };

    public static WeightedStatistic RootMeanSquare(double[] values)
    {
        var mean = Mean(Array.ConvertAll(values, value => value * value));
        return weights => Math.Sqrt(mean(weights));
    }

    /// <summary>The mean of the values that are numbers.</summary>
    public static WeightedStatistic MeanOfNumbers(double[] values) => weights =>
    {
        var (sum, rows) = (0.0, 0L);
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i]))
            {
                sum += weights[i] * values[i];
                rows += weights[i];
            }
        }
        return rows == 0 ? double.NaN : sum / rows;
    };

    /// <summary>The middle value, or the mean of the two in the middle.</summary>
    public static WeightedStatistic Median(double[] values)
    {
        var order = Descriptive.Order(values.Length);
        var sorted = (double[])values.Clone();
        Array.Sort(sorted, order);
        return weights =>
        {
            var rows = 0L;
            foreach (var weight in weights)
            {
                rows += weight;
            }

            // Of rows counted from 0, those on either side of the middle: one and the same where the number is odd.
            var (first, second) = ((rows - 1) / 2, rows / 2);
            var (seen, lower) = (0L, double.NaN);
            for (var i = 0; i < order.Length; i++)
            {
                seen += weights[order[i]];
                if (double.IsNaN(lower) && seen > first)
                {
                    lower = sorted[i];
                }

                if (seen > second)
                {
                    return (lower + sorted[i]) / 2;
                }
            }
            return double.NaN;
        };
    }

    /// <summary>The mean over the classes of each one's area against the rest; those that are all of the weighted rows, or none, are left out.</summary>
    /// <param name="labels">A class that the model does not know is −1: a negative to every other, and a class of its own that is told from none.</param>
    /// <param name="probabilities">Of each row, by class.</param>
    public static WeightedStatistic MacroAuc(int[] labels, IReadOnlyList<float[]> probabilities, int[] classes)
    {
        const double Untold = 0.5;
        var areas = classes
            .Select(c => Auc(Array.ConvertAll(labels, label => label == c), [.. probabilities.Select(row => (double)row[c])]))
            .ToList();
        if (labels.Contains(-1))
        {
            var known = Array.ConvertAll(labels, label => label < 0 ? 0 : 1);
            areas.Add(weights => Holds(known, weights, 0) && Holds(known, weights, 1) ? Untold : double.NaN);
        }

        return weights =>
        {
            var (sum, defined) = (0.0, 0);
            foreach (var area in areas)
            {
                var value = area(weights);
                sum += double.IsNaN(value) ? 0 : value;
                defined += double.IsNaN(value) ? 0 : 1;
            }
            return defined == 0 ? double.NaN : sum / defined;
        };
    }

    /// <summary>The sum over the thresholds, from the highest on, of precision times the gain in recall; equal scores are one threshold.</summary>
    public static WeightedStatistic AveragePrecision(bool[] labels, double[] scores)
    {
        var (order, positive, endsTie) = Ranked(labels, scores);
        return weights =>
        {
            unchecked
            {
                long positives = 0, rows = 0, tiedPositives = 0;
                var sum = 0.0;
                for (var i = order.Length - 1; i >= 0; i--)
                {
                    var weight = weights[order[i]];
                    rows += weight;
                    tiedPositives += positive[i] ? weight : 0;
                    if (tiedPositives > 0 && (i == 0 || endsTie[i - 1]))
                    {
                        positives += tiedPositives;
                        sum += tiedPositives * ((double)positives / rows);
                        tiedPositives = 0;
                    }
                }
                return positives == 0 ? double.NaN : sum / positives;
            }
        };
    }

    public static WeightedStatistic BalancedAccuracy(bool[] labels, bool[] predicted) => weights =>
    {
        var (hits, misses, falseAlarms) = Count(labels, predicted, weights);
        var negatives = -hits - misses;
        foreach (var weight in weights)
        {
            negatives += weight;
        }

        return hits + misses == 0 || negatives == 0
            ? double.NaN
            : (((double)hits / (hits + misses)) + ((double)(negatives - falseAlarms) / negatives)) / 2;
    };

    public static WeightedStatistic Auc(bool[] labels, double[] scores)
    {
        var (order, positive, endsTie) = Ranked(labels, scores);
        return weights =>
        {
            // Counts of pairs stay below 2^63 for any data that fit in memory, so the checks of overflow are off in this hot loop.
            unchecked
            {
                long positives = 0, negatives = 0, tiedPositives = 0, tiedNegatives = 0, twicePairs = 0;
                for (var i = 0; i < order.Length; i++)
                {
                    var weight = weights[order[i]];
                    if (positive[i])
                    {
                        tiedPositives += weight;
                    }
                    else
                    {
                        tiedNegatives += weight;
                    }
                    if (endsTie[i])
                    {
                        twicePairs += tiedPositives * ((2 * negatives) + tiedNegatives);
                        positives += tiedPositives;
                        negatives += tiedNegatives;
                        tiedPositives = 0;
                        tiedNegatives = 0;
                    }
                }
                return positives == 0 || negatives == 0 ? double.NaN : twicePairs / (2.0 * positives * negatives);
            }
        };
    }

    public static WeightedStatistic F1(bool[] labels, bool[] predicted) => weights =>
    {
        var (hits, misses, falseAlarms) = Count(labels, predicted, weights);
        var total = (2 * hits) + misses + falseAlarms;
        return total == 0 ? double.NaN : 2.0 * hits / total;
    };

    public static WeightedStatistic Precision(bool[] labels, bool[] predicted) => weights =>
    {
        var (hits, _, falseAlarms) = Count(labels, predicted, weights);
        return hits + falseAlarms == 0 ? double.NaN : (double)hits / (hits + falseAlarms);
    };

    public static WeightedStatistic Recall(bool[] labels, bool[] predicted) => weights =>
    {
        var (hits, misses, _) = Count(labels, predicted, weights);
        return hits + misses == 0 ? double.NaN : (double)hits / (hits + misses);
    };

    public static WeightedStatistic CalibrationError(bool[] labels, double[] probabilities)
    {
        const int Bins = CalibrationCurve.DefaultBins;
        var bin = Array.ConvertAll(probabilities, p => CalibrationCurve.EqualWidthBin(p, Bins));
        return weights =>
        {
            Span<double> gap = stackalloc double[Bins];
            var rows = 0L;
            for (var i = 0; i < labels.Length; i++)
            {
                gap[bin[i]] += weights[i] * ((labels[i] ? 1 : 0) - probabilities[i]);
                rows += weights[i];
            }
            var sum = 0.0;
            foreach (var value in gap)
            {
                sum += Math.Abs(value);
            }
            return rows == 0 ? double.NaN : sum / rows;
        };
    }

    /// <summary>The mean over the classes that the weighted rows hold.</summary>
    public static WeightedStatistic MacroAccuracy(int classes, int[] labels, int[] predicted) => weights =>
    {
        // Position 0 is the class that the model does not know.
        var rows = new long[classes + 1];
        var hits = new long[classes + 1];
        for (var i = 0; i < labels.Length; i++)
        {
            rows[labels[i] + 1] += weights[i];
            hits[labels[i] + 1] += labels[i] == predicted[i] ? weights[i] : 0;
        }
        var (sum, present) = (0.0, 0);
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] > 0)
            {
                sum += (double)hits[i] / rows[i];
                present++;
            }
        }
        return present == 0 ? double.NaN : sum / present;
    };

    /// <summary>The mean over the classes that the weighted rows hold or are predicted to.</summary>
    public static WeightedStatistic MacroF1(int classes, int[] labels, int[] predicted) => weights =>
    {
        // Position 0 is the class that the model does not know: it is never predicted, and so its f1 is 0.
        var twiceHits = new long[classes + 1];
        var rows = new long[classes + 1];
        for (var i = 0; i < labels.Length; i++)
        {
            rows[labels[i] + 1] += weights[i];
            rows[predicted[i] + 1] += weights[i];
            twiceHits[labels[i] + 1] += labels[i] == predicted[i] ? 2 * weights[i] : 0;
        }
        var (sum, present) = (0.0, 0);
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i] > 0)
            {
                sum += (double)twiceHits[i] / rows[i];
                present++;
            }
        }
        return present == 0 ? double.NaN : sum / present;
    };

    public static WeightedStatistic RSquared(RegressionPredictions predictions)
    {
        var residuals = Residuals(predictions);
        // Centred first: the variance of large labels would otherwise be a difference of large sums.
        var mean = Descriptive.Mean(predictions.Labels);
        var centred = Array.ConvertAll(predictions.Labels, label => label - mean);
        return weights =>
        {
            var (sum, squares, errors, rows) = (0.0, 0.0, 0.0, 0L);
            for (var i = 0; i < centred.Length; i++)
            {
                sum += weights[i] * centred[i];
                squares += weights[i] * centred[i] * centred[i];
                errors += weights[i] * residuals[i] * residuals[i];
                rows += weights[i];
            }
            var total = squares - (sum * sum / rows);
            return total > 0 ? 1 - (errors / total) : double.NaN;
        };
    }

    public static double[] Residuals(RegressionPredictions predictions) =>
        [.. predictions.Labels.Zip(predictions.Predicted, (label, predicted) => label - predicted)];

    /// <summary>Of a row whose label is 0, or so near to it that there is no number: NaN.</summary>
    public static double[] RelativeErrors(RegressionPredictions predictions) =>
        [.. predictions.Labels.Zip(predictions.Predicted, (label, predicted) => Math.Abs((label - predicted) / label)).Select(e => double.IsFinite(e) ? e : double.NaN)];

    public static double[] Hits<T>(T[] labels, T[] predicted) where T : IEquatable<T> =>
        [.. labels.Zip(predicted, (label, guess) => label.Equals(guess) ? 1.0 : 0.0)];

    public static double[] SquaredErrors(bool[] labels, double[] probabilities) =>
        [.. labels.Zip(probabilities, (label, p) => Math.Pow((label ? 1 : 0) - p, 2))];

    public static double[] LogLosses(bool[] labels, double[] probabilities) =>
        [.. labels.Zip(probabilities, (label, p) => LogLoss(label ? p : 1 - p))];

    public static double LogLoss(double probabilityOfLabel) =>
        -Math.Log(Math.Clamp(probabilityOfLabel, SmallestProbability, 1 - SmallestProbability));

    private static bool Holds(int[] values, ReadOnlySpan<int> weights, int value)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (weights[i] > 0 && values[i] == value)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Rows in ascending order of score; of each: its position, its class, whether a group of ties ends with it.</summary>
    private static (int[] Order, bool[] Positive, bool[] EndsTie) Ranked(bool[] labels, double[] scores)
    {
        var order = Descriptive.Order(scores.Length);
        var sorted = (double[])scores.Clone();
        Array.Sort(sorted, order);
        var endsTie = new bool[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            endsTie[i] = i == order.Length - 1 || sorted[i + 1] != sorted[i];
        }
        return (order, Array.ConvertAll(order, row => labels[row]), endsTie);
    }

    private static (long Hits, long Misses, long FalseAlarms) Count(bool[] labels, bool[] predicted, ReadOnlySpan<int> weights)
    {
        var (hits, misses, falseAlarms) = (0L, 0L, 0L);
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i])
            {
                hits += predicted[i] ? weights[i] : 0;
                misses += predicted[i] ? 0 : weights[i];
            }
            else
            {
                falseAlarms += predicted[i] ? weights[i] : 0;
            }
        }
        return (hits, misses, falseAlarms);
    }
}
