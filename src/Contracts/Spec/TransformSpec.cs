namespace Mdlc.Contracts.Spec;

/// <summary>Overrides of the inferred feature plan. What is null is as <see cref="Rules"/> have it, and free for a study to vary.</summary>
public sealed record TransformSpec
{
    /// <summary>By which version of <see cref="PlanRules"/> the rest is decided.</summary>
    public int Rules { get; init; } = PlanRules.First;

    public IReadOnlyDictionary<string, ColumnRole> Columns { get; init; } = new Dictionary<string, ColumnRole>();

    /// <summary>By column: its values from the lowest; such a column is ordinal.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Orders { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>What texts of few distinct values become: category, target, ordinal or native.</summary>
    public ColumnRole? LowCardinality { get; init; }

    /// <summary>What texts of many distinct values become: hash, target or native.</summary>
    public ColumnRole? HighCardinality { get; init; }

    public DateDetail? Dates { get; init; }

    public MissingValues? Missing { get; init; }

    /// <summary>Of target columns: so many rows of the overall mean are added to each value's own.</summary>
    public double? Smoothing { get; init; }

    /// <summary>Pairs of columns of times: the seconds from the first to the second are a feature.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Differences { get; init; } = [];

    /// <summary>Regression: whether a label that is too large for single precision may be learned by what it exceeds a middle value by.</summary>
    public bool RescaleLabel { get; init; }
}
