using Grpc.Core;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Frontend.Calls;

internal sealed partial class WorkflowFrontend
{
    /// <summary>
    /// How many look for workflows at once. The others wait without a thread: one that waited with it would in the end be missing where workflows are started.
    /// </summary>
    private static readonly SemaphoreSlim Lookers = new(4);

    public Task<ListWorkflowExecutionsResponse> ListWorkflowExecutions(ListWorkflowExecutionsRequest request, ServerCallContext context) =>
        LookAsync(request.Namespace, context, () => visibility.ListWorkflowExecutions(request));

    public Task<ScanWorkflowExecutionsResponse> ScanWorkflowExecutions(ScanWorkflowExecutionsRequest request, ServerCallContext context) =>
        LookAsync(request.Namespace, context, () => visibility.ScanWorkflowExecutions(request));

    public Task<ListOpenWorkflowExecutionsResponse> ListOpenWorkflowExecutions(ListOpenWorkflowExecutionsRequest request, ServerCallContext context) =>
        LookAsync(request.Namespace, context, () => visibility.ListOpenWorkflowExecutions(request));

    public Task<ListClosedWorkflowExecutionsResponse> ListClosedWorkflowExecutions(ListClosedWorkflowExecutionsRequest request, ServerCallContext context) =>
        LookAsync(request.Namespace, context, () => visibility.ListClosedWorkflowExecutions(request));

    public Task<CountWorkflowExecutionsResponse> CountWorkflowExecutions(CountWorkflowExecutionsRequest request, ServerCallContext context) =>
        LookAsync(request.Namespace, context, () => visibility.CountWorkflowExecutions(request));

    public Task<ListArchivedWorkflowExecutionsResponse> ListArchivedWorkflowExecutions(ListArchivedWorkflowExecutionsRequest request, ServerCallContext context) =>
        InNamespace(request.Namespace, static () => new ListArchivedWorkflowExecutionsResponse());

    public Task<GetSearchAttributesResponse> GetSearchAttributes(GetSearchAttributesRequest request, ServerCallContext context) =>
        Task.FromResult(visibility.GetSearchAttributes());

    private Task<T> InNamespace<T>(string ns, Func<T> call)
    {
        Services.Namespaces.Get(ns);
        return Task.FromResult(call());
    }

    private async Task<T> LookAsync<T>(string ns, ServerCallContext context, Func<T> look)
    {
        Services.Namespaces.Get(ns);
        await Lookers.WaitAsync(context.CancellationToken).ConfigureAwait(false);
        try
        {
            return look();
        }
        finally
        {
            Lookers.Release();
        }
    }
}
