using System.Collections.Frozen;
using Mdlc.Engine.Matching;
using Temporalio.Api.Deployment.V1;

namespace Mdlc.Engine.Deployments;

/// <summary>What the deployments that serve a queue amount to for it. A pure function.</summary>
internal static class QueueRoutings
{
    /// <param name="deployments">All of the queue's namespace.</param>
    public static QueueRouting Of(QueueKey queue, IEnumerable<StoredDeployment> deployments)
    {
        var serving = deployments
            .Select(deployment => (deployment.Routing, Members: MembersOf(deployment, queue)))
            .Where(pair => pair.Members.Count > 0)
            .ToList();
        if (serving.Count == 0)
        {
            return QueueRouting.None;
        }

        var members = serving.SelectMany(pair => pair.Members).ToFrozenSet();
        var routings = serving.ConvertAll(pair => pair.Routing);
        var current = Latest(routings, members, routing => routing.CurrentDeploymentVersion, routing => routing.CurrentVersionChangedTime);
        var ramping = Latest(routings, members, routing => routing.RampingDeploymentVersion, routing => routing.RampingVersionPercentageChangedTime);
        return new QueueRouting
        {
            Members = members,
            Current = Target(current, current?.CurrentDeploymentVersion),
            CurrentChanged = current?.CurrentVersionChangedTime.ToDateTime(),
            Ramping = Target(ramping, ramping?.RampingDeploymentVersion),
            RampPercentage = ramping?.RampingVersionPercentage ?? 0,
            RampingChanged = ramping?.RampingVersionPercentageChangedTime.ToDateTime(),
        };
    }

    /// <summary>Whether the version's workers have polled the queue.</summary>
    public static bool Serves(WorkerDeploymentVersionInfo version, QueueKey queue) =>
        version.TaskQueueInfos.Any(info => info.Name == queue.Name && info.Type == queue.Type);

    private static List<DeploymentVersion> MembersOf(StoredDeployment deployment, QueueKey queue) =>
    [
        .. deployment.Versions.Where(version => Serves(version, queue))
            .Select(version => DeploymentVersion.Of(version.DeploymentVersion)!),
    ];

    /// <summary>
    /// The routing that counts where several deployments serve the queue: one whose version serves it goes before one without a version,
    /// and then the latest. A version that does not serve the queue says nothing about it.
    /// </summary>
    private static RoutingConfig? Latest(
        List<RoutingConfig> routings, FrozenSet<DeploymentVersion> members, Func<RoutingConfig, WorkerDeploymentVersion?> version, Func<RoutingConfig, Timestamp?> changed) =>
        routings
            .Where(routing => changed(routing) is not null && (DeploymentVersion.Of(version(routing)) is not { } named || members.Contains(named)))
            .OrderByDescending(routing => version(routing) is not null)
            .ThenByDescending(routing => changed(routing)!.ToDateTime())
            .FirstOrDefault();

    private static VersionTarget Target(RoutingConfig? routing, WorkerDeploymentVersion? version) => new(DeploymentVersion.Of(version), routing?.RevisionNumber ?? 0);
}
