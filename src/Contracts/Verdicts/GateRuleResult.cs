using Mdlc.Contracts.Evaluation;

namespace Mdlc.Contracts.Verdicts;

/// <summary>One rule's decision with every number it rests on. A number that does not exist is null.</summary>
public sealed record GateRuleResult
{
    public required GateRule Rule { get; init; }

    public required string Metric { get; init; }

    public required GateForm Form { get; init; }

    /// <summary>The bound: of the metric, or of the improvement (0 for superior, −margin for nonInferior).</summary>
    public double? Limit { get; init; }

    /// <summary>
    /// The candidate's metric for a limit. For a comparison the improvement over the opponent, in the metric's unit and turned so that
    /// more is better.
    /// </summary>
    public double? Value { get; init; }

    /// <summary>The opponent, such as <c>adult-income@6</c>; null for a limit.</summary>
    public string? Opponent { get; init; }

    /// <summary>The candidate's metric on the compared rows; null for a limit.</summary>
    public double? CandidateValue { get; init; }

    /// <summary>The opponent's metric on the compared rows; null for a limit.</summary>
    public double? OpponentValue { get; init; }

    /// <summary>Interval of <see cref="Value"/>; each end is a one-sided bound at the verdict's alpha.</summary>
    public double? CiLower { get; init; }

    public double? CiUpper { get; init; }

    public IntervalMethod? Method { get; init; }

    /// <summary>One-sided, of "the value is not beyond the limit".</summary>
    public double? P { get; init; }

    /// <summary>Rows that the value was computed on.</summary>
    public required int Rows { get; init; }

    /// <summary>Of the bootstrap; null where nothing was drawn.</summary>
    public long? Seed { get; init; }

    public int? Replicates { get; init; }

    public required Verdict Result { get; init; }

    /// <summary>A sentence for people.</summary>
    public required string Reason { get; init; }

    /// <summary>
    /// Inconclusive only: about how many rows would decide with probability 0.8, should the value stay as it is; null where no number of
    /// rows would, or none can be told.
    /// </summary>
    public long? RowsNeeded { get; init; }
}
