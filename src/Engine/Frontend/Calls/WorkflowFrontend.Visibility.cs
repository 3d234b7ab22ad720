using Grpc.Core;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Frontend.Calls;

internal sealed partial class WorkflowFrontend
{
    public Task<ListWorkflowExecutionsResponse> ListWorkflowExecutions(ListWorkflowExecutionsRequest request, ServerCallContext context) =>
        InNamespace(request.Namespace, () => visibility.ListWorkflowExecutions(request));

    public Task<ScanWorkflowExecutionsResponse> ScanWorkflowExecutions(ScanWorkflowExecutionsRequest request, ServerCallContext context) =>
        InNamespace(request.Namespace, () => visibility.ScanWorkflowExecutions(request));

    public Task<ListOpenWorkflowExecutionsResponse> ListOpenWorkflowExecutions(ListOpenWorkflowExecutionsRequest request, ServerCallContext context) =>
        InNamespace(request.Namespace, () => visibility.ListOpenWorkflowExecutions(request));

    public Task<ListClosedWorkflowExecutionsResponse> ListClosedWorkflowExecutions(ListClosedWorkflowExecutionsRequest request, ServerCallContext context) =>
        InNamespace(request.Namespace, () => visibility.ListClosedWorkflowExecutions(request));

    public Task<CountWorkflowExecutionsResponse> CountWorkflowExecutions(CountWorkflowExecutionsRequest request, ServerCallContext context) =>
        InNamespace(request.Namespace, () => visibility.CountWorkflowExecutions(request));

    public Task<ListArchivedWorkflowExecutionsResponse> ListArchivedWorkflowExecutions(ListArchivedWorkflowExecutionsRequest request, ServerCallContext context) =>
        InNamespace(request.Namespace, static () => new ListArchivedWorkflowExecutionsResponse());

    public Task<GetSearchAttributesResponse> GetSearchAttributes(GetSearchAttributesRequest request, ServerCallContext context) =>
        Task.FromResult(visibility.GetSearchAttributes());

    private Task<T> InNamespace<T>(string ns, Func<T> call)
    {
        Services.Namespaces.Get(ns);
        return Task.FromResult(call());
    }
}
