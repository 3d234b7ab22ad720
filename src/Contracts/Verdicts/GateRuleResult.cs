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

    /// <summary>Of a comparison: the difference's standard error on the compared rows.</summary>
    public double? StandardError { get; init; }

    /// <summary>Of a margin in standard errors: the most that it may be, in the metric's unit.</summary>
    public double? MarginCap { get; init; }

    /// <summary>Rows that the value was computed on.</summary>
    public required int Rows { get; init; }

    /// <summary>Of the bootstrap; null where nothing was drawn.</summary>
    public long? Seed { get; init; }

    public int? Replicates { get; init; }

    public required Verdict Result { get; init; }

    /// <summary>A sentence for people.</summary>
    public required string Reason { get; init; }

    /// <summary>
    /// Inconclusive only: about how many test rows would decide with probability 0.8. For nonInferior, should the two be equal: it follows
    /// from the margin alone. Else should the value stay as it is. Null where the rows are not what is lacking, or none can be told.
    /// </summary>
    public long? RowsNeeded { get; init; }

    /// <summary>True: more than <see cref="RowsNeeded"/>.</summary>
    public bool RowsNeededIsBound { get; init; }
}
