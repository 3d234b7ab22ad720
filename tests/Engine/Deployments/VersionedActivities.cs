using Temporalio.Activities;

namespace Mdlc.Engine.Tests.Deployments;

/// <summary>The activities of one version's worker.</summary>
internal sealed class VersionedActivities(string build)
{
    [Activity]
    public string WhoAmI() => build;
}
