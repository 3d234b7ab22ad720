using Mdlc.Engine.Matching;
using Temporalio.Api.Workflow.V1;

namespace Mdlc.Engine.Deployments;

/// <summary>What holds of a run's versioning: a move that is under way before an override, and that before what its worker said last.</summary>
internal static class EffectiveVersioning
{
    public static VersioningBehavior Behavior(WorkflowExecutionVersioningInfo? info) => info switch
    {
        null => VersioningBehavior.Unspecified,
        { VersionTransition: not null } => VersioningBehavior.AutoUpgrade,
        { VersioningOverride: { } given } => VersioningOverrides.Behavior(given),
        _ => info.Behavior,
    };

    /// <returns>Null when the run is on no version.</returns>
    public static DeploymentVersion? Version(WorkflowExecutionVersioningInfo? info) => info switch
    {
        null => null,
        { VersionTransition: { } transition } => DeploymentVersion.Of(transition.DeploymentVersion),
        { VersioningOverride: { } given } when VersioningOverrides.Target(given) is { } target => target,
        _ => Behavior(info) == VersioningBehavior.Unspecified ? null : DeploymentVersion.Of(info.DeploymentVersion),
    };
}
