using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Metrics;

/// <summary>A metric prepared on a set of predictions, ready to be evaluated on any weighting of its rows.</summary>
public sealed class Metric
{
    internal Metric(string name, Predictions predictions, WeightedStatistic statistic, string undefinedReason)
    {
        Name = name;
        HigherIsBetter = Contracts.Evaluation.MetricName.HigherIsBetter(name);
        Evaluate = statistic;
        Predictions = predictions;
        var ones = new int[predictions.Rows];
        Array.Fill(ones, 1);
        Value = statistic(ones);
        UndefinedReason = double.IsNaN(Value) ? undefinedReason : null;
    }

    public string Name { get; }

    public bool HigherIsBetter { get; }

    public Predictions Predictions { get; }

    /// <summary>On the rows as they are; NaN where undefined.</summary>
    public double Value { get; }

    /// <summary>Why <see cref="Value"/> is NaN; null where it is a number.</summary>
    public string? UndefinedReason { get; }

    /// <summary>On row counts; NaN where undefined.</summary>
    public WeightedStatistic Evaluate { get; }
}
