using Mdlc.Contracts.Models;

namespace Mdlc.Workflows.Features;

public sealed record TransformResult(DatasetSplit Split, FeaturePlan Plan, string Summary) : IStageResult;
