namespace Mdlc.Engine.Matching;

/// <summary>What a task says of the version whose workers may have it.</summary>
/// <param name="WorkflowId">Decides on which side of a ramp the task falls.</param>
/// <param name="Behavior">How its run moves between versions; unspecified of a run without versioning.</param>
/// <param name="Version">The version that its run is on; null when it is on none.</param>
/// <param name="UsesRamping">The ramping version is taken whatever its percentage.</param>
/// <param name="IsActivity">An activity on a queue that its run's version does not serve is independent of that version.</param>
internal readonly record struct VersionDirective(
    string WorkflowId, VersioningBehavior Behavior, DeploymentVersion? Version, bool UsesRamping = false, bool IsActivity = false);
