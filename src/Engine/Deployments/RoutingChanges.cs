using Mdlc.Engine.Kernel;
using Mdlc.Engine.Matching;
using Temporalio.Api.Deployment.V1;

namespace Mdlc.Engine.Deployments;

/// <summary>What a change of a deployment's routing makes of it and of its versions. It has been checked; nothing here is refused.</summary>
internal static class RoutingChanges
{
    /// <summary>All new workflows go to the version, and those that upgrade by themselves follow.</summary>
    /// <param name="version">Null for workers without a version.</param>
    public static void SetCurrent(StoredDeployment deployment, DeploymentVersion? version, DateTime now)
    {
        var (routing, time) = (deployment.Routing, now.ToTimestamp());
        var previous = DeploymentVersion.Of(routing.CurrentDeploymentVersion);
        var text = DeploymentVersion.OldText(version);
        if (routing.CurrentVersion == text)
        {
            return;
        }

        if (routing.RampingVersion == text)
        {
            Ramp(routing, null, "", 0, time);
            routing.RampingVersionChangedTime = time;
        }

        routing.CurrentDeploymentVersion = version?.ToMessage();
        routing.CurrentVersion = text;
        routing.CurrentVersionChangedTime = time;
        routing.RevisionNumber++;
        if (deployment.Find(version) is { } promoted)
        {
            Activate(promoted, WorkerDeploymentVersionStatus.Current, time);
            (promoted.CurrentSinceTime, promoted.LastCurrentTime) = (time, time);
        }

        Deactivate(deployment.Find(previous), time);
    }

    /// <summary>A part of the workflows goes to the version.</summary>
    /// <param name="text">The version, <see cref="DeploymentVersion.Unversioned"/>, or empty to end the ramp.</param>
    public static void SetRamping(StoredDeployment deployment, DeploymentVersion? version, string text, float percentage, DateTime now)
    {
        var (routing, time) = (deployment.Routing, now.ToTimestamp());
        if (routing.RampingVersion == text && routing.RampingVersionPercentage.Equals(percentage))
        {
            return;
        }

        var previous = DeploymentVersion.Of(routing.RampingDeploymentVersion);
        if (routing.RampingVersion != text || text.Length == 0)
        {
            routing.RampingVersionChangedTime = time;
        }

        Ramp(routing, version, text, percentage, time);
        routing.RevisionNumber++;
        if (deployment.Find(version) is { } ramped)
        {
            Activate(ramped, WorkerDeploymentVersionStatus.Ramping, time);
            (ramped.RampingSinceTime, ramped.RampPercentage) = (routing.RampingVersionChangedTime, percentage);
        }

        if (previous != version)
        {
            Deactivate(deployment.Find(previous), time);
        }
    }

    /// <summary>The version is used again, if only by workflows that are pinned to it: whether they are all gone is to be seen anew.</summary>
    public static bool Reactivate(WorkerDeploymentVersionInfo version, DateTime now)
    {
        if (version.Status is not (WorkerDeploymentVersionStatus.Drained or WorkerDeploymentVersionStatus.Inactive))
        {
            return false;
        }

        version.Status = WorkerDeploymentVersionStatus.Draining;
        version.DrainageInfo = Draining(now.ToTimestamp());
        return true;
    }

    private static void Ramp(RoutingConfig routing, DeploymentVersion? version, string text, float percentage, Timestamp time)
    {
        routing.RampingDeploymentVersion = version?.ToMessage();
        routing.RampingVersion = text;
        routing.RampingVersionPercentage = percentage;
        routing.RampingVersionPercentageChangedTime = time;
    }

    private static void Activate(WorkerDeploymentVersionInfo version, WorkerDeploymentVersionStatus status, Timestamp time)
    {
        version.Status = status;
        version.RoutingChangedTime = time;
        version.FirstActivationTime ??= time;
        (version.CurrentSinceTime, version.RampingSinceTime, version.RampPercentage) = (null, null, 0);
        (version.LastDeactivationTime, version.DrainageInfo) = (null, null);
    }

    private static void Deactivate(WorkerDeploymentVersionInfo? version, Timestamp time)
    {
        if (version is null)
        {
            return;
        }

        version.Status = WorkerDeploymentVersionStatus.Draining;
        version.RoutingChangedTime = version.LastDeactivationTime = time;
        (version.CurrentSinceTime, version.RampingSinceTime, version.RampPercentage) = (null, null, 0);
        version.DrainageInfo ??= Draining(time);
    }

    private static VersionDrainageInfo Draining(Timestamp time) =>
        new() { Status = VersionDrainageStatus.Draining, LastChangedTime = time, LastCheckedTime = time };
}
