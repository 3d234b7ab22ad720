namespace Mdlc.Engine.Matching;

/// <summary>Where a deployment's routing sends something.</summary>
/// <param name="Version">Null for workers without a version.</param>
/// <param name="Revision">The revision of the routing that says so; 0 where no deployment says anything.</param>
internal readonly record struct VersionTarget(DeploymentVersion? Version, long Revision);
