using Grpc.Core;
using Mdlc.Engine.Kernel;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Frontend.Calls;

internal sealed partial class WorkflowFrontend
{
    /// <summary>The Temporal server whose behaviour this one follows.</summary>
    private const string ServerVersion = "1.32.1";

    public Task<GetSystemInfoResponse> GetSystemInfo(GetSystemInfoRequest request, ServerCallContext context) => Task.FromResult(new GetSystemInfoResponse
    {
        ServerVersion = ServerVersion,
        Capabilities = new GetSystemInfoResponse.Types.Capabilities
        {
            SignalAndQueryHeader = true,
            InternalErrorDifferentiation = true,
            ActivityFailureIncludeHeartbeat = true,
            EncodedFailureAttributes = true,
            BuildIdBasedVersioning = true,
            UpsertMemo = true,
            EagerWorkflowStart = true,
            SupportsSchedules = true,
            SdkMetadata = true,
            CountGroupByExecutionStatus = true,
        },
    });

    public Task<GetClusterInfoResponse> GetClusterInfo(GetClusterInfoRequest request, ServerCallContext context) => Task.FromResult(new GetClusterInfoResponse
    {
        ServerVersion = ServerVersion,
        ClusterId = status.ClusterId,
        ClusterName = "active",
        HistoryShardCount = 1,
        PersistenceStore = "sqlite",
        VisibilityStore = "sqlite",
        VersionInfo = new Temporalio.Api.Version.V1.VersionInfo { Current = new Temporalio.Api.Version.V1.ReleaseInfo { Version = ServerVersion } },
        FailoverVersionIncrement = 10,
        InitialFailoverVersion = 1,
    });

    public Task<DescribeNamespaceResponse> DescribeNamespace(DescribeNamespaceRequest request, ServerCallContext context) => Task.FromResult(
        request.Namespace.Length == 0 && request.Id.Length > 0
            ? Services.Namespaces.FindById(request.Id) ?? throw ServiceException.NamespaceNotFound(request.Id)
            : Named(request.Namespace));

    public Task<ListNamespacesResponse> ListNamespaces(ListNamespacesRequest request, ServerCallContext context) =>
        Task.FromResult(new ListNamespacesResponse { Namespaces = { Services.Namespaces.All } });

    public async Task<RegisterNamespaceResponse> RegisterNamespace(RegisterNamespaceRequest request, ServerCallContext context)
    {
        Namespaces.CheckNamed(request.Namespace);
        if (Services.Namespaces.TryGet(request.Namespace, out _))
        {
            throw new ServiceException(
                StatusCode.AlreadyExists, "Namespace already exists.", new Temporalio.Api.ErrorDetails.V1.NamespaceAlreadyExistsFailure());
        }

        Namespaces.CheckCluster(request.ActiveClusterName);
        Namespaces.CheckRetention(request.WorkflowExecutionRetentionPeriod ?? new Duration());
        var ns = Namespaces.Describe(request.Namespace, Services.NewId(), request.WorkflowExecutionRetentionPeriod);
        ns.NamespaceInfo.Description = request.Description;
        ns.NamespaceInfo.OwnerEmail = request.OwnerEmail;
        ns.NamespaceInfo.Data.Add(request.Data);
        await Services.Namespaces.Put(ns).ConfigureAwait(false);
        return new RegisterNamespaceResponse();
    }

    public async Task<UpdateNamespaceResponse> UpdateNamespace(UpdateNamespaceRequest request, ServerCallContext context)
    {
        var ns = Named(request.Namespace).Clone();
        Namespaces.CheckUpdate(request);
        if (request.UpdateInfo is { } info)
        {
            ns.NamespaceInfo.Description = info.Description.Length > 0 ? info.Description : ns.NamespaceInfo.Description;
            ns.NamespaceInfo.OwnerEmail = info.OwnerEmail.Length > 0 ? info.OwnerEmail : ns.NamespaceInfo.OwnerEmail;
            foreach (var (key, value) in info.Data)
            {
                ns.NamespaceInfo.Data[key] = value;
            }
        }

        Namespaces.CheckRetention(request.Config?.WorkflowExecutionRetentionTtl);
        ns.Config.WorkflowExecutionRetentionTtl = request.Config?.WorkflowExecutionRetentionTtl ?? ns.Config.WorkflowExecutionRetentionTtl;
        await Services.Namespaces.Put(ns).ConfigureAwait(false);
        return new UpdateNamespaceResponse { NamespaceInfo = ns.NamespaceInfo, Config = ns.Config, ReplicationConfig = ns.ReplicationConfig };
    }

    private DescribeNamespaceResponse Named(string ns)
    {
        Namespaces.CheckNamed(ns);
        return Services.Namespaces.Get(ns);
    }
}
