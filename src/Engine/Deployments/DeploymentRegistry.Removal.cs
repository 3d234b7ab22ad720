using Mdlc.Engine.Kernel;
using Mdlc.Engine.Matching;
using Temporalio.Api.Deployment.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Deployments;

internal sealed partial class DeploymentRegistry
{
    /// <summary>How long a version counts as polled after the last poll.</summary>
    private static readonly TimeSpan PollerMemory = TimeSpan.FromMinutes(5);

    /// <summary>Forgets a version that gets no workflows, has none left and no workers; one that is not known is forgotten already.</summary>
    public Task Delete(DeleteWorkerDeploymentVersionRequest request)
    {
        var version = Named(request.DeploymentVersion is null ? request.Version : "", request.DeploymentVersion, "invalid version string \"\", expected format is \"<deployment_name>.<build_id>\"");
        DeploymentNames.CheckName(version.DeploymentName, limits);
        lock (_gate)
        {
            var deployment = _deployments.GetValueOrDefault((request.Namespace, version.DeploymentName)) ?? throw NoEntity(version.DeploymentName);
            if (deployment.Find(version) is not { } info)
            {
                return Task.CompletedTask;
            }

            Drain_NeedsLock(deployment);
            if (WhyKept(deployment, info, request.SkipDrainage) is { } why)
            {
                throw ServiceException.FailedPrecondition(why);
            }

            CheckManager(deployment, request.Identity);
            deployment.Info.LastModifierIdentity = request.Identity;
            return Drop_NeedsLock(deployment, info);
        }
    }

    /// <summary>Forgets a deployment without versions; one that is not known is forgotten already.</summary>
    public Task Delete(DeleteWorkerDeploymentRequest request)
    {
        DeploymentNames.CheckName(request.DeploymentName, limits);
        lock (_gate)
        {
            if (!_deployments.TryGetValue((request.Namespace, request.DeploymentName), out var deployment))
            {
                return Task.CompletedTask;
            }

            if (deployment.Versions.Count > 0)
            {
                throw ServiceException.FailedPrecondition("deployment has versions, can't be deleted");
            }

            return Erase_NeedsLock(deployment);
        }
    }

    /// <summary>Forgets all deployments of a namespace, whatever they are needed for.</summary>
    public void Forget(string ns)
    {
        lock (_gate)
        {
            foreach (var deployment in _deployments.Values.Where(deployment => deployment.Namespace == ns).ToList())
            {
                _ = Erase_NeedsLock(deployment);
            }
        }
    }

    /// <summary>Temporal keeps deployments as workflows of its own, and says so where it has no words for one that is missing.</summary>
    private static ServiceException NoEntity(string deploymentName) => ServiceException.WorkflowNotFound($"temporal-sys-worker-deployment:{deploymentName}");

    /// <summary>Why a version may not be deleted; null when it may.</summary>
    private string? WhyKept(StoredDeployment deployment, WorkerDeploymentVersionInfo info, bool skipDrainage)
    {
        var version = DeploymentVersion.Of(info.DeploymentVersion)!;
        var why = info.Version == deployment.Routing.CurrentVersion || info.Version == deployment.Routing.RampingVersion ? "it is current or ramping"
            : !skipDrainage && info.DrainageInfo?.Status == VersionDrainageStatus.Draining ? "it is draining"
            : QueuesOf(deployment.Namespace, info).Any(queue => matching.Queue(queue).HasPoller(version, PollerMemory)) ? "it has active pollers"
            : null;
        return why is null ? null : $"version '{version}' cannot be deleted since {why}";
    }

    private Task Drop_NeedsLock(StoredDeployment deployment, WorkerDeploymentVersionInfo info)
    {
        deployment.Versions.Remove(info);
        return Save_NeedsLock(deployment, released: QueuesOf(deployment.Namespace, info));
    }

    /// <returns>False when every version is needed.</returns>
    private bool DropOldest_NeedsLock(StoredDeployment deployment)
    {
        Drain_NeedsLock(deployment);
        if (deployment.Versions.OrderBy(version => version.CreateTime.ToDateTime()).FirstOrDefault(version => WhyKept(deployment, version, skipDrainage: false) is null) is not { } oldest)
        {
            return false;
        }

        _ = Drop_NeedsLock(deployment, oldest);
        return true;
    }
}
