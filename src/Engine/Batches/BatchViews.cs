using Mdlc.Engine.Kernel;
using Mdlc.Engine.Visibility.Records;
using Temporalio.Api.Batch.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Batches;

/// <summary>How a batch operation looks from outside.</summary>
internal static class BatchViews
{
    public static DescribeBatchOperationResponse Describe(StoredBatch batch)
    {
        var response = new DescribeBatchOperationResponse
        {
            OperationType = batch.Type,
            JobId = batch.Request.JobId,
            State = batch.State,
            StartTime = batch.StartTime.ToTimestamp(),
            CloseTime = batch.CloseTime?.ToTimestamp(),
            Identity = BatchRequests.IdentityOf(batch.Request),
            Reason = batch.Request.Reason,
            Query = batch.Request.VisibilityQuery,
            Executions =
            {
                BatchRequests.ExecutionsOf(batch.Request).Select(static execution => new Execution
                {
                    Type = ExecutionType.Workflow, BusinessId = execution.WorkflowId, RunId = execution.RunId,
                }),
            },
        };

        // On Temporal the counts are lost with a batch that did not complete.
        if (batch.State != BatchOperationState.Failed)
        {
            response.TotalOperationCount = batch.State == BatchOperationState.Completed ? batch.Succeeded + batch.Failed : batch.Expected ?? 0;
            response.CompleteOperationCount = batch.Succeeded;
            response.FailureOperationCount = batch.Failed;
        }

        return response;
    }

    public static BatchOperationInfo Entry(StoredBatch batch) => new()
    {
        JobId = batch.Request.JobId,
        State = batch.State,
        StartTime = batch.StartTime.ToTimestamp(),
        CloseTime = batch.CloseTime?.ToTimestamp(),
        OperationType = batch.Type,
    };

    /// <summary>The row by which lists find the batch.</summary>
    public static VisibilityRecord Row(StoredBatch batch) => new()
    {
        Namespace = batch.Request.Namespace,
        WorkflowId = batch.Request.JobId,
        RunId = batch.RunId,
        WorkflowType = "temporal-sys-batch-workflow-protobuf",
        TaskQueue = "temporal-sys-per-ns-tq",
        Status = batch.State switch
        {
            BatchOperationState.Running => WorkflowExecutionStatus.Running,
            BatchOperationState.Completed => WorkflowExecutionStatus.Completed,
            _ => WorkflowExecutionStatus.Failed,
        },
        StartTime = batch.StartTime,
        ExecutionTime = batch.StartTime,
        CloseTime = batch.CloseTime,
        RootWorkflowId = batch.Request.JobId,
        RootRunId = batch.RunId,
    };
}
