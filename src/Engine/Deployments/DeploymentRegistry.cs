using System.Collections.Concurrent;
using Mdlc.Engine.Kernel;
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
    private const string Prefix = "worker-deployments/";

    /// <summary>Under which rows stood that two deployments could share.</summary>
    private const string OldPrefix = "worker-deployment/";

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Namespace, string Name), StoredDeployment> _deployments = [];

    /// <summary>What is on disk, and what queues go by.</summary>
    private readonly ConcurrentDictionary<QueueKey, QueueRouting> _routings = new();

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    public void Load(IReadOnlyDictionary<string, byte[]> settings)
    {
        lock (_gate)
        {
            var moved = new WriteBatch();
            foreach (var (key, value) in settings.Where(setting => IsRow(setting.Key)))
            {
                var deployment = StoredDeployment.Read(value);
                _deployments[(deployment.Namespace, deployment.Name)] = deployment;
                if (key != KeyOf(deployment))
                {
                    moved.Settings.Add((KeyOf(deployment), value));
                    moved.Settings.Add((key, null));
                }
            }

            if (moved.Settings.Count > 0)
            {
                _ = journal.Append(moved, null);
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
            return Find_NeedsLock(queue.Namespace, version) is { } found && QueueRoutings.Serves(found, queue);
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
            var known = deployment.Find(version);
            if (known is not null && QueueRoutings.Serves(known, queue))
            {
                return;
            }

            CheckQueues(known, queue);
            FindOrAdd_NeedsLock(deployment, version).TaskQueueInfos.Add(new WorkerDeploymentVersionInfo.Types.VersionTaskQueueInfo { Name = queue.Name, Type = queue.Type });
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

    /// <param name="version">Null for one that is not known yet.</param>
    private void CheckQueues(WorkerDeploymentVersionInfo? version, QueueKey queue)
    {
        var names = version?.TaskQueueInfos.Select(info => info.Name).ToHashSet(StringComparer.Ordinal) ?? [];
        if (!names.Contains(queue.Name) && names.Count >= limits.QueuesInDeploymentVersion)
        {
            throw ServiceException.ResourceExhausted(
                ResourceExhaustedCause.WorkerDeploymentLimits,
                $"cannot add task queue {queue.Name} since maximum number of task queues ({limits.QueuesInDeploymentVersion}) have been registered in deployment");
        }
    }

    private static IEnumerable<QueueKey> QueuesOf(StoredDeployment deployment) =>
        deployment.Versions.SelectMany(version => QueuesOf(deployment.Namespace, version)).Distinct();

    private static IEnumerable<QueueKey> QueuesOf(string ns, WorkerDeploymentVersionInfo version) =>
        version.TaskQueueInfos.Select(info => new QueueKey(ns, info.Name, info.Type));

    private WorkerDeploymentVersionInfo? Find_NeedsLock(string ns, DeploymentVersion version) =>
        _deployments.GetValueOrDefault((ns, version.DeploymentName))?.Find(version);

    /// <summary>One that begins is known only when it is saved: what is to be done with it may yet be refused.</summary>
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

        return StoredDeployment.Begin(ns, name, Now);
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
        _deployments[(deployment.Namespace, deployment.Name)] = deployment;
        deployment.Changed = Now;
        return Write_NeedsLock(deployment, deployment.ToBytes(), released);
    }

    private Task Erase_NeedsLock(StoredDeployment deployment)
    {
        _deployments.Remove((deployment.Namespace, deployment.Name));
        return Write_NeedsLock(deployment, null);
    }

    private Task Write_NeedsLock(StoredDeployment deployment, byte[]? data, IEnumerable<QueueKey>? released = null)
    {
        var batch = new WriteBatch();
        batch.Settings.Add((KeyOf(deployment), data));
        var routings = RoutingsOf_NeedsLock(deployment, released);
        return journal.Append(batch, () => Publish(routings));
    }

    private static bool IsRow(string key) =>
        key.StartsWith(Prefix, StringComparison.Ordinal) || key.StartsWith(OldPrefix, StringComparison.Ordinal);

    /// <summary>Both names may have any characters: the length says where one ends.</summary>
    private static string KeyOf(StoredDeployment deployment) => $"{Prefix}{deployment.Namespace.Length}/{deployment.Namespace}/{deployment.Name}";

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
