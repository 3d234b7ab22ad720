using Mdlc.Engine.Histories;
using Temporalio.Api.Namespace.V1;
using Temporalio.Api.Replication.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Frontend;

/// <summary>What a namespace of this server is and can do.</summary>
internal static class Namespaces
{
    private static readonly Duration DefaultRetention = Duration.FromTimeSpan(TimeSpan.FromHours(24));

    private static readonly TimeSpan ShortestRetention = TimeSpan.FromHours(1);

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
            Capabilities = NamespaceRegistry.Capabilities,
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
            ActiveClusterName = "active",
            Clusters = { new ClusterReplicationConfig { ClusterName = "active" } },
            State = ReplicationState.Normal,
        },
    };
}
