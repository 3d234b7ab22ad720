using Temporalio.Activities;

namespace Mdlc.Workflows.Features;

/// <summary>From a snapshot to what a trainer takes.</summary>
public interface IFeatureActivities
{
    /// <summary>Splits the snapshot and infers the feature plan from the training rows.</summary>
    [Activity]
    Task<TransformResult> TransformAsync(TransformInput input);
}
