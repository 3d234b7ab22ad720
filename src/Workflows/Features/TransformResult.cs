using Mdlc.Contracts.Models;

namespace Mdlc.Workflows.Features;

public sealed record TransformResult(DatasetSplit Split, FeaturePlan Plan, string Summary) : IStageResult
{
    /// <summary>Rows without a label: they are in neither part.</summary>
    public long WithoutLabel { get; init; }
}
