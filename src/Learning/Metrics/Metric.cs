using Mdlc.Contracts.Evaluation;
using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Metrics;

/// <summary>A metric prepared on a set of predictions, ready to be evaluated on any weighting of its rows.</summary>
public sealed class Metric
{
    internal Metric(string name, MetricInfo info, Predictions predictions, WeightedStatistic statistic, string undefinedReason)
    {
        Name = name;
        Info = info;
        Evaluate = statistic;
        Predictions = predictions;
        var ones = new int[predictions.Rows];
        Array.Fill(ones, 1);
        Value = statistic(ones);
        UndefinedReason = double.IsNaN(Value) ? undefinedReason : null;
    }

    /// <summary>The name that it was asked for by.</summary>
    public string Name { get; }

    public MetricInfo Info { get; }

    public bool HigherIsBetter => Info.HigherIsBetter;

    public Predictions Predictions { get; }

    /// <summary>On the rows as they are; NaN where undefined.</summary>
    public double Value { get; }

    /// <summary>Why <see cref="Value"/> is NaN; null where it is a number.</summary>
    public string? UndefinedReason { get; }

    /// <summary>What <see cref="Value"/> leaves out, and how much of it; null: nothing.</summary>
    public string? Note { get; internal init; }

    /// <summary>How often <see cref="Evaluate"/> goes through the rows.</summary>
    public int Passes { get; internal init; } = 1;

    /// <summary>On row counts; NaN where undefined.</summary>
    public WeightedStatistic Evaluate { get; }

    /// <summary>The value on the rows as they are, or why there is none.</summary>
    public MetricValue Told => new()
    {
        Name = Name,
        Value = UndefinedReason is null ? Value : null,
        Reason = UndefinedReason,
        Note = Note,
    };
}
