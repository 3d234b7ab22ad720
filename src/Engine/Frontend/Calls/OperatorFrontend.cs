using Grpc.Core;
using Mdlc.Engine.Histories;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Visibility;
using Temporalio.Api.OperatorService.V1;

namespace Mdlc.Engine.Frontend.Calls;

/// <summary>Temporal's OperatorService: search attributes, the end of namespaces, and the cluster of one.</summary>
internal sealed class OperatorFrontend(
    HistoryEngine engine, VisibilityManager visibility, SearchAttributeSettings settings, NamespaceRemoval removal, EngineStatus status)
{
    public IReadOnlyList<ServiceCall> Calls(CallBinder bind) =>
    [
        bind.Call<AddSearchAttributesRequest, AddSearchAttributesResponse>(AddSearchAttributes),
        bind.Call<RemoveSearchAttributesRequest, RemoveSearchAttributesResponse>(RemoveSearchAttributes),
        bind.Call<ListSearchAttributesRequest, ListSearchAttributesResponse>(ListSearchAttributes),
        bind.Call<DeleteNamespaceRequest, DeleteNamespaceResponse>(DeleteNamespace),
        bind.Call<ListNexusEndpointsRequest, ListNexusEndpointsResponse>(ListNexusEndpoints),
        bind.Call<ListClustersRequest, ListClustersResponse>(ListClusters),
    ];

    public async Task<AddSearchAttributesResponse> AddSearchAttributes(AddSearchAttributesRequest request, ServerCallContext context)
    {
        CheckKnown(request.Namespace);
        var response = visibility.AddSearchAttributes(request);
        await settings.Save(request.Namespace).ConfigureAwait(false);
        return response;
    }

    public async Task<RemoveSearchAttributesResponse> RemoveSearchAttributes(RemoveSearchAttributesRequest request, ServerCallContext context)
    {
        CheckKnown(request.Namespace);
        var response = visibility.RemoveSearchAttributes(request);
        await settings.Save(request.Namespace).ConfigureAwait(false);
        return response;
    }

    public Task<ListSearchAttributesResponse> ListSearchAttributes(ListSearchAttributesRequest request, ServerCallContext context)
    {
        CheckKnown(request.Namespace);
        return Task.FromResult(visibility.ListSearchAttributes(request));
    }

    public async Task<DeleteNamespaceResponse> DeleteNamespace(DeleteNamespaceRequest request, ServerCallContext context)
    {
        if (request.Namespace.Length > 0 && request.NamespaceId.Length > 0)
        {
            throw ServiceException.InvalidArgument("Only one of namespace name or Id should be set on request.");
        }

        var name = request.NamespaceId.Length == 0
            ? request.Namespace
            : engine.Services.Namespaces.FindById(request.NamespaceId)?.NamespaceInfo.Name ?? throw ServiceException.NamespaceNotFound(request.NamespaceId);
        Namespaces.CheckNamed(name);

        // Whoever asked may leave: the rest is done all the same.
        return new DeleteNamespaceResponse { DeletedNamespace = await removal.Delete(name, status.Stopping).WaitAsync(context.CancellationToken).ConfigureAwait(false) };
    }

    /// <summary>A name that is missing is reported after other things that are.</summary>
    private void CheckKnown(string ns)
    {
        if (ns.Length > 0)
        {
            engine.Services.Namespaces.Get(ns);
        }
    }

    /// <summary>There are none: this server has no Nexus.</summary>
    public Task<ListNexusEndpointsResponse> ListNexusEndpoints(ListNexusEndpointsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListNexusEndpointsResponse());

    public Task<ListClustersResponse> ListClusters(ListClustersRequest request, ServerCallContext context) => Task.FromResult(new ListClustersResponse
    {
        Clusters =
        {
            new ClusterMetadata { ClusterName = "active", ClusterId = status.ClusterId, HistoryShardCount = 1, InitialFailoverVersion = 1, IsConnectionEnabled = true },
        },
    });
}
