using Grpc.Core;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Workers;
using Temporalio.Api.Worker.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Frontend.Calls;

/// <summary>Which workers there are, as they tell of themselves.</summary>
internal sealed partial class WorkflowFrontend
{
    public Task<RecordWorkerHeartbeatResponse> RecordWorkerHeartbeat(RecordWorkerHeartbeatRequest request, ServerCallContext context)
    {
        Note(request.Namespace, request.WorkerHeartbeat);
        return Task.FromResult(new RecordWorkerHeartbeatResponse());
    }

    public Task<ListWorkersResponse> ListWorkers(ListWorkersRequest request, ServerCallContext context) => Task.FromResult(WorkerPages.Page(
        workers.Find(Services.Namespaces.IdOf(request.Namespace), WorkerQuery.Compile(request.Query), request.IncludeSystemWorkers),
        request.PageSize,
        request.NextPageToken));

    public Task<CountWorkersResponse> CountWorkers(CountWorkersRequest request, ServerCallContext context) => Task.FromResult(new CountWorkersResponse
    {
        Count = workers.Find(Services.Namespaces.IdOf(request.Namespace), WorkerQuery.Compile(request.Query), request.IncludeSystemWorkers).Count,
    });

    public Task<DescribeWorkerResponse> DescribeWorker(DescribeWorkerRequest request, ServerCallContext context) => Task.FromResult(new DescribeWorkerResponse
    {
        WorkerInfo = new WorkerInfo
        {
            WorkerHeartbeat = workers.Find(Services.Namespaces.IdOf(request.Namespace), request.WorkerInstanceKey)
                ?? throw ServiceException.NotFound($"Worker {request.WorkerInstanceKey} not found"),
        },
    });

    /// <summary>Nor does Temporal ask workers for their configuration, whatever it is told to do.</summary>
    public Task<FetchWorkerConfigResponse> FetchWorkerConfig(FetchWorkerConfigRequest request, ServerCallContext context) =>
        throw new ServiceException(StatusCode.Unimplemented, "FetchWorkerConfig command is not enabled.");

    public Task<UpdateWorkerConfigResponse> UpdateWorkerConfig(UpdateWorkerConfigRequest request, ServerCallContext context) =>
        throw new ServiceException(StatusCode.Unimplemented, "UpdateWorkerConfig command is not enabled.");

    private void Note(string ns, IEnumerable<WorkerHeartbeat> heartbeats)
    {
        if (Services.Limits.WorkerHeartbeats)
        {
            workers.Record(Services.Namespaces.IdOf(ns), heartbeats);
        }
    }
}
