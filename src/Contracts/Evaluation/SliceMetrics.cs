namespace Mdlc.Contracts.Evaluation;

/// <summary>The metrics of the rows that share one value of a column.</summary>
public sealed record SliceMetrics
{
    public required string Column { get; init; }

    /// <summary>Null: the rows whose value is missing.</summary>
    public string? Value { get; init; }

    public required int Rows { get; init; }

    /// <summary>False where the slice is too small to judge; <see cref="Reason"/> says what is short.</summary>
    public required bool Sufficient { get; init; }

    public string? Reason { get; init; }

    public IReadOnlyList<MetricValue> Metrics { get; init; } = [];
}
