using Mdlc.Engine.Matching;
using Mdlc.Engine.Visibility;

namespace Mdlc.Engine.Deployments;

/// <summary>The open runs that are pinned to a version, as lists of runs show them.</summary>
internal static class PinnedRuns
{
    public static bool Exist(VisibilityStore store, string ns, DeploymentVersion version)
    {
        var name = version.ToString().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);
        return store.Count(
            ns, $"TemporalWorkerDeploymentVersion = '{name}' AND TemporalWorkflowVersioningBehavior = 'Pinned' AND ExecutionStatus = 'Running'").Count > 0;
    }
}
