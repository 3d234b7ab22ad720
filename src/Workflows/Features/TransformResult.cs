using Mdlc.Contracts.Models;

namespace Mdlc.Workflows.Features;

public sealed record TransformResult(DatasetSplit Split, FeaturePlan Plan, string Summary) : IStageResult
{
    /// <summary>Rows without a label: they are in neither part.</summary>
    public long WithoutLabel { get; init; }

    /// <summary>What speaks against trusting what will be measured, such as columns that tell the label by themselves; nothing fails by it.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
