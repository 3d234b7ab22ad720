using Grpc.Core;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Frontend.Calls;

internal sealed partial class WorkflowFrontend
{
    public async Task<StartBatchOperationResponse> StartBatchOperation(StartBatchOperationRequest request, ServerCallContext context)
    {
        await batcher.Start(request).ConfigureAwait(false);
        return new StartBatchOperationResponse();
    }

    public async Task<StopBatchOperationResponse> StopBatchOperation(StopBatchOperationRequest request, ServerCallContext context)
    {
        await batcher.Stop(request).ConfigureAwait(false);
        return new StopBatchOperationResponse();
    }

    public Task<DescribeBatchOperationResponse> DescribeBatchOperation(DescribeBatchOperationRequest request, ServerCallContext context) =>
        batcher.Describe(request);

    public Task<ListBatchOperationsResponse> ListBatchOperations(ListBatchOperationsRequest request, ServerCallContext context) =>
        Task.FromResult(batcher.List(request));
}
