using System.Collections.Concurrent;
using Mdlc.Engine.Matching;
using Mdlc.Engine.Storage;
using Temporalio.Api.Deployment.V1;

namespace Mdlc.Engine.Deployments;

/// <summary>
/// Owner of all worker deployments. A change is there for whoever describes the deployment at once; tasks are routed by it when it is on
/// disk. Its gate may be taken under the gate of a workflow id, never the other way round.
/// </summary>
/// <param name="hasPinnedRuns">Whether a namespace has open runs that are pinned to the version.</param>
internal sealed partial class DeploymentRegistry(
    MatchingEngine matching, Journal journal, TimeProvider time, EngineLimits limits, Func<string, DeploymentVersion, bool> hasPinnedRuns)
{
    private const string Prefix = "worker-deployment/";

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Namespace, string Name), StoredDeployment> _deployments = [];

    /// <summary>What is on disk, and what queues go by.</summary>
    private readonly ConcurrentDictionary<QueueKey, QueueRouting> _routings = new();

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    public void Load(IReadOnlyDictionary<string, byte[]> settings)
    {
        lock (_gate)
        {
            foreach (var (_, value) in settings.Where(setting => setting.Key.StartsWith(Prefix, StringComparison.Ordinal)))
            {
                var deployment = StoredDeployment.Read(value);
                _deployments[(deployment.Namespace, deployment.Name)] = deployment;
            }

            foreach (var deployment in _deployments.Values)
            {
                Publish(RoutingsOf_NeedsLock(deployment));
            }
        }
    }

    /// <summary>How the queue's tasks are routed now.</summary>
    public QueueRouting Routing(QueueKey queue) => _routings.GetValueOrDefault(queue, QueueRouting.None);

    /// <summary>Whether the version's workers have polled the queue.</summary>
    public bool Serves(DeploymentVersion version, QueueKey queue)
    {
        lock (_gate)
        {
            return Find_NeedsLock(queue.Namespace, version) is { } found && Serves(found, queue);
        }
    }

    /// <summary>A worker of the version polls the queue: both are known from then on.</summary>
    /// <exception cref="ServiceException">There are too many deployments, versions or queues.</exception>
    public void Register(DeploymentVersion version, QueueKey queue)
    {
        if (Routing(queue).Members.Contains(version))
        {
            return;
        }

        lock (_gate)
        {
            var deployment = FindOrBegin_NeedsLock(queue.Namespace, version.DeploymentName);
            var info = FindOrAdd_NeedsLock(deployment, version);
            if (Serves(info, queue))
            {
                return;
            }

            if (info.TaskQueueInfos.All(known => known.Name != queue.Name)
                && info.TaskQueueInfos.Select(known => known.Name).Distinct(StringComparer.Ordinal).Count() >= limits.QueuesInDeploymentVersion)
            {
                throw ServiceException.ResourceExhausted(
                    ResourceExhaustedCause.WorkerDeploymentLimits,
                    $"cannot add task queue {queue.Name} since maximum number of task queues ({limits.QueuesInDeploymentVersion}) have been registered in deployment");
            }

            info.TaskQueueInfos.Add(new WorkerDeploymentVersionInfo.Types.VersionTaskQueueInfo { Name = queue.Name, Type = queue.Type });
            _ = Save_NeedsLock(deployment);
        }
    }

    /// <summary>A workflow is pinned to the version by hand, which may have been thought free of workflows.</summary>
    public void Reactivate(string ns, DeploymentVersion version)
    {
        lock (_gate)
        {
            if (Find_NeedsLock(ns, version) is { } info && RoutingChanges.Reactivate(info, Now))
            {
                _ = Save_NeedsLock(_deployments[(ns, version.DeploymentName)]);
            }
        }
    }

    private static bool Serves(WorkerDeploymentVersionInfo version, QueueKey queue) =>
        version.TaskQueueInfos.Any(info => info.Name == queue.Name && info.Type == queue.Type);

    private static IEnumerable<QueueKey> QueuesOf(StoredDeployment deployment) =>
        deployment.Versions.SelectMany(version => QueuesOf(deployment.Namespace, version)).Distinct();

    private static IEnumerable<QueueKey> QueuesOf(string ns, WorkerDeploymentVersionInfo version) =>
        version.TaskQueueInfos.Select(info => new QueueKey(ns, info.Name, info.Type));

    private WorkerDeploymentVersionInfo? Find_NeedsLock(string ns, DeploymentVersion version) =>
        _deployments.GetValueOrDefault((ns, version.DeploymentName))?.Find(version);

    private StoredDeployment FindOrBegin_NeedsLock(string ns, string name)
    {
        if (_deployments.TryGetValue((ns, name), out var deployment))
        {
            return deployment;
        }

        if (_deployments.Keys.Count(key => key.Namespace == ns) >= limits.Deployments)
        {
            throw ServiceException.ResourceExhausted(
                ResourceExhaustedCause.WorkerDeploymentLimits, $"reached maximum deployments in namespace ({limits.Deployments})");
        }

        return _deployments[(ns, name)] = StoredDeployment.Begin(ns, name, Now);
    }

    private WorkerDeploymentVersionInfo FindOrAdd_NeedsLock(StoredDeployment deployment, DeploymentVersion version)
    {
        if (deployment.Find(version) is { } known)
        {
            return known;
        }

        if (deployment.Versions.Count >= limits.VersionsInDeployment && !DropOldest_NeedsLock(deployment))
        {
            throw ServiceException.ResourceExhausted(
                ResourceExhaustedCause.WorkerDeploymentLimits,
                $"cannot add version {DeploymentVersion.OldText(version)} since maximum number of versions ({limits.VersionsInDeployment}) have been registered in the deployment");
        }

        return deployment.Add(version, Now);
    }

    /// <summary>Writes the deployment; queues follow when it is on disk.</summary>
    /// <param name="released">Queues that it served before the change.</param>
    private Task Save_NeedsLock(StoredDeployment deployment, IEnumerable<QueueKey>? released = null)
    {
        var isKept = _deployments.ContainsKey((deployment.Namespace, deployment.Name));
        deployment.Changed = Now;
        var batch = new WriteBatch();
        batch.Settings.Add(($"{Prefix}{deployment.Namespace}/{deployment.Name}", isKept ? deployment.ToBytes() : null));
        var routings = RoutingsOf_NeedsLock(deployment, released);
        return journal.Append(batch, () => Publish(routings));
    }

    private List<(QueueKey Queue, QueueRouting Routing)> RoutingsOf_NeedsLock(StoredDeployment deployment, IEnumerable<QueueKey>? released = null)
    {
        var all = _deployments.Values.Where(other => other.Namespace == deployment.Namespace).ToList();
        return [.. QueuesOf(deployment).Concat(released ?? []).Distinct().Select(queue => (queue, QueueRoutings.Of(queue, all)))];
    }

    private void Publish(List<(QueueKey Queue, QueueRouting Routing)> routings)
    {
        foreach (var (queue, routing) in routings)
        {
            _routings[queue] = routing;
            matching.Queue(queue).Route(routing);
        }
    }
}
