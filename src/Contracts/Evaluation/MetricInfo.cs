using Mdlc.Contracts.Spec;

namespace Mdlc.Contracts.Evaluation;

/// <summary>What a metric is of.</summary>
/// <param name="HigherIsBetter">True where more is better: all but the losses and errors.</param>
public sealed record MetricInfo(string Name, bool HigherIsBetter, MetricRange Range, params IReadOnlyList<ModelTask> Tasks)
{
    /// <summary>What it may be called besides, in these tasks. Who asks by such a name is answered by it.</summary>
    public IReadOnlyList<string> OtherNames { get; init; } = [];
}
