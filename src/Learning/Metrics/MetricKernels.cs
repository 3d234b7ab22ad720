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

    /// <summary>Rows in ascending order of score; of each: its position, its class, whether a group of ties ends with it.</summary>
    public static WeightedStatistic Auc(bool[] labels, double[] scores)
    {
        var order = Descriptive.Order(scores.Length);
        var sorted = (double[])scores.Clone();
        Array.Sort(sorted, order);
        var positive = Array.ConvertAll(order, row => labels[row]);
        var endsTie = new bool[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            endsTie[i] = i == order.Length - 1 || sorted[i + 1] != sorted[i];
        }
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

    public static double[] Hits<T>(T[] labels, T[] predicted) where T : IEquatable<T> =>
        [.. labels.Zip(predicted, (label, guess) => label.Equals(guess) ? 1.0 : 0.0)];

    public static double[] SquaredErrors(bool[] labels, double[] probabilities) =>
        [.. labels.Zip(probabilities, (label, p) => Math.Pow((label ? 1 : 0) - p, 2))];

    public static double[] LogLosses(bool[] labels, double[] probabilities) =>
        [.. labels.Zip(probabilities, (label, p) => LogLoss(label ? p : 1 - p))];

    public static double LogLoss(double probabilityOfLabel) =>
        -Math.Log(Math.Clamp(probabilityOfLabel, SmallestProbability, 1 - SmallestProbability));

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
