using Mdlc.Engine.Kernel;
using Temporalio.Api.Deployment.V1;

namespace Mdlc.Engine.Deployments;

/// <summary>Whether a version that gets no new workflows is free of those that are pinned to it.</summary>
internal static class Drainage
{
    public static bool IsDue(VersionDrainageInfo? info, DateTime now, EngineLimits limits)
    {
        if (info is not { Status: VersionDrainageStatus.Draining })
        {
            return false;
        }

        var wait = info.LastCheckedTime.Equals(info.LastChangedTime) ? limits.DrainageGrace : limits.DrainageRefresh;
        return now >= info.LastCheckedTime.ToDateTime() + wait;
    }

    /// <summary>Notes what was seen.</summary>
    public static void Check(WorkerDeploymentVersionInfo version, bool hasPinnedRuns, DateTime now)
    {
        var info = version.DrainageInfo;
        info.LastCheckedTime = now.ToTimestamp();
        if (!hasPinnedRuns)
        {
            info.Status = VersionDrainageStatus.Drained;
            info.LastChangedTime = info.LastCheckedTime;
            version.Status = WorkerDeploymentVersionStatus.Drained;
        }
    }
}
