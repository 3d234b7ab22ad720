using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Metrics;
using Mdlc.Learning.Statistics;
using Mdlc.Learning.Training;
using Microsoft.ML;

namespace Mdlc.Learning.Importance;

/// <summary>How much the deciding metric loses when one column's values are shuffled among the rows.</summary>
/// <param name="metric">Its name.</param>
/// <param name="threshold">Binary: the probability from which on a row counts as positive.</param>
/// <param name="threads">How many columns are measured at once; it changes nothing of the result.</param>
public sealed class PermutationImportance(TrainedModel model, FeaturePlan plan, TrainerKind trainer, string metric, double threshold, long seed, int threads)
{
    // What sorting the scores costs a row.
    private const long StepsOfAMetric = 20;

    /// <param name="predictions">Of the test rows.</param>
    /// <param name="gather">Of some test rows the model's input columns, and the labels as <see cref="ModelOutput.Judge"/> takes them.</param>
    public MeasuredImportance Measure(Predictions predictions, Func<int[], (IDataView Inputs, Array Labels)> gather)
    {
        var order = Enumerable.Range(0, predictions.Rows).ToArray();
        new SeededRandom(seed).Shuffle<int>(order);
        var sample = First(order, ImportanceBounds.MostRows);
        var (inputs, labels) = gather(sample);
        var space = new FeatureSpace(model, plan, trainer, inputs);
        string[] columns = [.. plan.Columns.Where(column => column.Role != ColumnRole.Drop).Select(column => column.Name)];
        string[] used = [.. columns.Where(column => space.GainOf(column) != 0).OrderByDescending(space.GainOf).ThenBy(column => column, StringComparer.Ordinal)];
        var passes = MetricCatalogue.Prepare(metric, predictions.Select(sample)).Passes;
        var bounds = ImportanceBounds.For(sample.Length, used.Length, space.StepsPerRow + (passes * StepsOfAMetric));
        if (bounds.Rows < sample.Length)
        {
            sample = First(order, bounds.Rows);
            (inputs, labels) = gather(sample);
            space = new FeatureSpace(model, plan, trainer, inputs);
        }

        var unused = columns.Except(used).ToList();
        if (MetricCatalogue.Evaluate(metric, predictions.Select(sample)).Value is not { } baseline)
        {
            return new MeasuredImportance([], sample.Length, unused.Count, []);
        }

        var measured = Measure(space, used[..bounds.Columns], donors => Loss(space, donors, labels, baseline));
        return new MeasuredImportance(
            [.. measured.Concat(unused.Select(column => new FeatureImportance(column, 0, 0))).OrderByDescending(importance => importance.Loss)],
            sample.Length,
            unused.Count,
            used[bounds.Columns..]);
    }

    private static int[] First(int[] order, int rows) => [.. order.Take(rows).Order()];

    /// <summary>Each column draws from a stream of its own and has a place of its own, so that the order of the work does not matter.</summary>
    private FeatureImportance[] Measure(FeatureSpace space, string[] columns, Func<(string Column, int[] Rows), double> loss)
    {
        var importances = new FeatureImportance[columns.Length];
        Parallel.For(0, columns.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => importances[i] = Measure(space, columns[i], loss));
        return importances;
    }

    private FeatureImportance Measure(FeatureSpace space, string column, Func<(string Column, int[] Rows), double> loss)
    {
        var random = new SeededRandom(SeededRandom.Derive(seed, column));
        var losses = new double[ImportanceBounds.Shuffles];
        for (var i = 0; i < losses.Length; i++)
        {
            var donors = Enumerable.Range(0, space.Rows).ToArray();
            random.Shuffle<int>(donors);
            losses[i] = loss((column, donors));
        }

        var mean = losses.Average();
        return new FeatureImportance(column, mean, Math.Sqrt(losses.Sum(value => (value - mean) * (value - mean)) / (losses.Length - 1)));
    }

    private double Loss(FeatureSpace space, (string Column, int[] Rows) donors, Array labels, double baseline)
    {
        var value = MetricCatalogue.Evaluate(metric, space.Score(donors.Column, donors.Rows).Judge(labels, threshold)).Value ?? double.NaN;
        return MetricTable.HigherIsBetter(metric) ? baseline - value : value - baseline;
    }
}
