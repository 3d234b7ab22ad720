namespace Mdlc.Contracts.Evaluation;

/// <summary>A metric on some rows, with its interval where one was asked for.</summary>
public sealed record MetricValue
{
    public required string Name { get; init; }

    /// <summary>Null where the metric is undefined on the rows; <see cref="Reason"/> says why.</summary>
    public double? Value { get; init; }

    public string? Reason { get; init; }

    /// <summary>What the value leaves out, and how much of it: rows whose label is 0, classes that no row has. Null: nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Lower end of the two-sided interval of <see cref="Confidence"/>.</summary>
    public double? Lower { get; init; }

    public double? Upper { get; init; }

    public double? Confidence { get; init; }

    /// <summary>How the interval came about.</summary>
    public IntervalMethod? Method { get; init; }
}
