using Mdlc.Engine.Kernel;
using Temporalio.Api.Namespace.V1;
using Temporalio.Api.Replication.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Frontend.Calls;

/// <summary>What a namespace of this server is and can do.</summary>
internal static class Namespaces
{
    private const string Cluster = "active";
    private static readonly Duration DefaultRetention = Duration.FromTimeSpan(TimeSpan.FromHours(24));

    private static readonly TimeSpan ShortestRetention = TimeSpan.FromHours(1);

    /// <exception cref="ServiceException">No namespace is named.</exception>
    public static void CheckNamed(string name)
    {
        if (name.Length == 0)
        {
            throw ServiceException.InvalidArgument("Namespace not set on request.");
        }
    }

    /// <exception cref="ServiceException">There is one cluster only.</exception>
    public static void CheckCluster(string? name)
    {
        if (name is { Length: > 0 } and not Cluster)
        {
            throw ServiceException.InvalidArgument($"Invalid cluster name: {name}");
        }
    }

    /// <exception cref="ServiceException">The update asks for what no namespace of this server can become.</exception>
    public static void CheckUpdate(UpdateNamespaceRequest request)
    {
        if (request.UpdateInfo?.State is not (null or NamespaceState.Unspecified or NamespaceState.Registered))
        {
            throw ServiceException.InvalidArgument("Invalid namespace state update.");
        }

        CheckCluster(request.ReplicationConfig?.ActiveClusterName);
        if (request.DeleteBadBinary.Length > 0)
        {
            throw ServiceException.InvalidArgument($"Bad binary checksum {request.DeleteBadBinary} doesn't exists.");
        }
    }

    /// <exception cref="ServiceException">Runs would be kept for less than Temporal's least time.</exception>
    public static void CheckRetention(Duration? retention)
    {
        if (retention is not null && retention.OrZero() < ShortestRetention)
        {
            throw ServiceException.InvalidArgument("A valid retention period is not set on request.");
        }
    }

    public static DescribeNamespaceResponse Describe(string name, string id, Duration? retention = null) => new()
    {
        NamespaceInfo = new NamespaceInfo
        {
            Name = name,
            Id = id,
            State = NamespaceState.Registered,
            Limits = new NamespaceInfo.Types.Limits { BlobSizeLimitError = 2 << 20, MemoSizeLimitError = 2 << 20 },
        },
        Config = new NamespaceConfig
        {
            WorkflowExecutionRetentionTtl = retention.IsSet() ? retention : DefaultRetention,
            HistoryArchivalState = ArchivalState.Disabled,
            VisibilityArchivalState = ArchivalState.Disabled,
        },
        ReplicationConfig = new NamespaceReplicationConfig
        {
            ActiveClusterName = Cluster,
            Clusters = { new ClusterReplicationConfig { ClusterName = Cluster } },
            State = ReplicationState.Normal,
        },
    };
}
