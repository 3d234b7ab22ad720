using Mdlc.Engine.Matching;
using Temporalio.Api.Deployment.V1;
using Temporalio.Api.WorkflowService.V1;
using VersionSummary = Temporalio.Api.Deployment.V1.WorkerDeploymentInfo.Types.WorkerDeploymentVersionSummary;

namespace Mdlc.Engine.Deployments;

/// <summary>How a deployment looks from outside.</summary>
internal static class DeploymentViews
{
    /// <summary>With its versions, the latest first.</summary>
    public static WorkerDeploymentInfo Info(StoredDeployment deployment)
    {
        var info = deployment.Info.Clone();
        foreach (var version in deployment.Versions.OrderByDescending(version => version.CreateTime.ToDateTime()))
        {
            var summary = Summary(version);
            summary.DrainageStatus = version.DrainageInfo?.Status ?? VersionDrainageStatus.Unspecified;
            info.VersionSummaries.Add(summary);
        }

        return info;
    }

    /// <summary>A version by itself; when it was used before only summaries tell.</summary>
    public static WorkerDeploymentVersionInfo Version(WorkerDeploymentVersionInfo version)
    {
        var view = version.Clone();
        (view.FirstActivationTime, view.LastCurrentTime, view.LastDeactivationTime) = (null, null, null);
        return view;
    }

    /// <summary>As lists show it.</summary>
    public static ListWorkerDeploymentsResponse.Types.WorkerDeploymentSummary Summary(StoredDeployment deployment) => new()
    {
        Name = deployment.Name,
        CreateTime = deployment.Info.CreateTime,
        RoutingConfig = deployment.Routing.Clone(),
        LatestVersionSummary = Find(deployment.Versions.MaxBy(version => version.CreateTime.ToDateTime())),
        CurrentVersionSummary = Find(deployment.Find(DeploymentVersion.Of(deployment.Routing.CurrentDeploymentVersion))),
        RampingVersionSummary = Find(deployment.Find(DeploymentVersion.Of(deployment.Routing.RampingDeploymentVersion))),
    };

    private static VersionSummary? Find(WorkerDeploymentVersionInfo? version) => version is null ? null : Summary(version);

    private static VersionSummary Summary(WorkerDeploymentVersionInfo version) => new()
    {
        Version = version.Version,
        DeploymentVersion = version.DeploymentVersion,
        Status = version.Status,
        CreateTime = version.CreateTime,
        DrainageInfo = version.DrainageInfo?.Clone(),
        CurrentSinceTime = version.CurrentSinceTime,
        RampingSinceTime = version.RampingSinceTime,
        RoutingUpdateTime = version.RoutingChangedTime,
        FirstActivationTime = version.FirstActivationTime,
        LastCurrentTime = version.LastCurrentTime,
        LastDeactivationTime = version.LastDeactivationTime,
    };
}
