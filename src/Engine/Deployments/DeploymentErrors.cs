using Mdlc.Engine.Kernel;
using Mdlc.Engine.Matching;

namespace Mdlc.Engine.Deployments;

/// <summary>What callers are told of deployments and versions that do not exist.</summary>
internal static class DeploymentErrors
{
    public static ServiceException NoDeployment(string name) =>
        ServiceException.NotFound($"no Worker Deployment found with name '{name}'; does your Worker Deployment have pollers?");

    public static ServiceException NoVersion(DeploymentVersion version) =>
        ServiceException.NotFound($"build ID '{version.BuildId}' not found in Worker Deployment '{version.DeploymentName}'");
}
