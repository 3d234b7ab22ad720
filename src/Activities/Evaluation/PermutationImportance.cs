using Mdlc.Contracts.Evaluation;
using Mdlc.Learning.Metrics;
using Mdlc.Learning.Statistics;

namespace Mdlc.Activities.Evaluation;

/// <summary>How much the deciding metric loses when one column's values are shuffled among the rows.</summary>
internal sealed class PermutationImportance
{
    /// <summary>Scoring is done columns × shuffles times over, so not on more rows than this.</summary>
    public const int MostRows = 2000;

    private const int Shuffles = 3;

    private readonly ScoredRows _rows;
    private readonly string _metric;
    private readonly long _seed;
    private readonly ParallelOptions _parallel;
    private readonly int[] _sample;

    /// <param name="threads">How many columns are measured at once; it changes nothing of the result.</param>
    public PermutationImportance(ScoredRows rows, string metric, long seed, int threads)
    {
        _rows = rows;
        _metric = metric;
        _seed = seed;
        _parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        var order = Enumerable.Range(0, rows.Predictions.Rows).ToArray();
        new SeededRandom(seed).Shuffle<int>(order);
        _sample = [.. order.Take(MostRows).Order()];
    }

    public int Rows => _sample.Length;

    /// <summary>Most important first; empty where the metric is undefined on the sample.</summary>
    public IReadOnlyList<FeatureImportance> Measure()
    {
        var sign = MetricTable.HigherIsBetter(_metric) ? 1 : -1;
        var inputs = _rows.Inputs.Gather(_sample);
        var labels = _rows.Labels.Gather(_sample).Values;
        if (MetricCatalogue.Evaluate(_metric, _rows.Predictions.Select(_sample)).Value is not { } baseline)
        {
            return [];
        }

        // Each column draws from a stream of its own and has a place of its own, so that the order of the work does not matter.
        var importances = new FeatureImportance[inputs.Columns.Count];
        Parallel.For(0, importances.Length, _parallel, i =>
            importances[i] = Measure(inputs.Columns[i].Name, order => sign * (baseline - Score(order))));
        return [.. importances.OrderByDescending(importance => importance.Loss)];

        double Score((string Column, int[] Order) shuffle)
        {
            var shuffled = inputs.With(inputs[shuffle.Column].Gather(shuffle.Order));
            return MetricCatalogue.Evaluate(_metric, _rows.Model.Score(shuffled).Judge(labels)).Value ?? double.NaN;
        }
    }

    private FeatureImportance Measure(string column, Func<(string Column, int[] Order), double> loss)
    {
        var random = new SeededRandom(SeededRandom.Derive(_seed, column));
        var losses = new double[Shuffles];
        for (var i = 0; i < Shuffles; i++)
        {
            var order = Enumerable.Range(0, Rows).ToArray();
            random.Shuffle<int>(order);
            losses[i] = loss((column, order));
        }

        var mean = losses.Average();
        return new FeatureImportance(column, mean, Math.Sqrt(losses.Sum(value => (value - mean) * (value - mean)) / (Shuffles - 1)));
    }
}
