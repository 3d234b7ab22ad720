using Grpc.Core;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Frontend.Calls;

/// <summary>Lists of what this server does not make: there are none, and who asks is told so rather than refused.</summary>
internal sealed partial class WorkflowFrontend
{
    public Task<ListActivityExecutionsResponse> ListActivityExecutions(ListActivityExecutionsRequest request, ServerCallContext context) =>
        InNamespace(request.Namespace, static () => new ListActivityExecutionsResponse());

    public Task<CountActivityExecutionsResponse> CountActivityExecutions(CountActivityExecutionsRequest request, ServerCallContext context) =>
        InNamespace(request.Namespace, static () => new CountActivityExecutionsResponse());

    public Task<ListNexusOperationExecutionsResponse> ListNexusOperationExecutions(ListNexusOperationExecutionsRequest request, ServerCallContext context) =>
        InNamespace(request.Namespace, static () => new ListNexusOperationExecutionsResponse());

    public Task<CountNexusOperationExecutionsResponse> CountNexusOperationExecutions(CountNexusOperationExecutionsRequest request, ServerCallContext context) =>
        InNamespace(request.Namespace, static () => new CountNexusOperationExecutionsResponse());
}
