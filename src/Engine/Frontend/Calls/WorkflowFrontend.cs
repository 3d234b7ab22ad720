using Grpc.Core;
using Mdlc.Engine.Batches;
using Mdlc.Engine.Histories;
using Mdlc.Engine.Histories.Signals;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Schedules;
using Mdlc.Engine.Visibility;
using Mdlc.Engine.Workers;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Frontend.Calls;

/// <summary>
/// Temporal's WorkflowService. Its methods carry the names of the service's calls; each checks little, hands the
/// work to the histories, and answers when the commit has come.
/// </summary>
internal sealed partial class WorkflowFrontend(
    HistoryEngine engine, Scheduler scheduler, Batcher batcher, VisibilityManager visibility, TaskQueueSettings taskQueues, WorkerRegistry workers, EngineStatus status)
{
    private EngineServices Services => engine.Services;

    public async Task<StartWorkflowExecutionResponse> StartWorkflowExecution(StartWorkflowExecutionRequest request, ServerCallContext context)
    {
        var (response, commit) = engine.Starts.Start(request);
        if (response.EagerWorkflowTask is { TaskToken: var token })
        {
            ReturnIfUndelivered(context, () => engine.WorkflowTasks.Return(token));
        }

        await commit.ConfigureAwait(false);
        return response;
    }

    public Task<SignalWithStartWorkflowExecutionResponse> SignalWithStartWorkflowExecution(
        SignalWithStartWorkflowExecutionRequest request, ServerCallContext context) =>
        Committed(engine.Starts.SignalWithStart(request));

    public async Task<SignalWorkflowExecutionResponse> SignalWorkflowExecution(SignalWorkflowExecutionRequest request, ServerCallContext context)
    {
        var (handle, commit) = engine.Signals.Signal(request);
        await commit.ConfigureAwait(false);
        return new SignalWorkflowExecutionResponse { Link = SignalEvents.LinkTo(handle, request.RequestId) };
    }

    public async Task<RequestCancelWorkflowExecutionResponse> RequestCancelWorkflowExecution(
        RequestCancelWorkflowExecutionRequest request, ServerCallContext context)
    {
        await engine.Signals.RequestCancel(request).ConfigureAwait(false);
        return new RequestCancelWorkflowExecutionResponse();
    }

    public async Task<TerminateWorkflowExecutionResponse> TerminateWorkflowExecution(TerminateWorkflowExecutionRequest request, ServerCallContext context)
    {
        await engine.Signals.Terminate(request).ConfigureAwait(false);
        return new TerminateWorkflowExecutionResponse();
    }

    public async Task<ResetWorkflowExecutionResponse> ResetWorkflowExecution(ResetWorkflowExecutionRequest request, ServerCallContext context)
    {
        var (runId, commit) = engine.Resets.Reset(request);
        await commit.ConfigureAwait(false);
        return new ResetWorkflowExecutionResponse { RunId = runId };
    }

    public Task<QueryWorkflowResponse> QueryWorkflow(QueryWorkflowRequest request, ServerCallContext context) =>
        engine.Queries.Ask(request, Deadlines.Left(context), context.CancellationToken);

    public Task<DescribeWorkflowExecutionResponse> DescribeWorkflowExecution(DescribeWorkflowExecutionRequest request, ServerCallContext context) =>
        engine.Reads.Describe(request);

    public async Task<GetWorkflowExecutionHistoryResponse> GetWorkflowExecutionHistory(
        GetWorkflowExecutionHistoryRequest request, ServerCallContext context)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, status.Stopping);
        return await engine.Reads.GetHistory(request, !IsForPeople(context), stop.Token).ConfigureAwait(false);
    }

    public Task<GetWorkflowExecutionHistoryReverseResponse> GetWorkflowExecutionHistoryReverse(
        GetWorkflowExecutionHistoryReverseRequest request, ServerCallContext context) => engine.Reads.GetHistoryReverse(request);

    public async Task<DeleteWorkflowExecutionResponse> DeleteWorkflowExecution(DeleteWorkflowExecutionRequest request, ServerCallContext context)
    {
        await engine.Deletions.Delete(request).ConfigureAwait(false);
        return new DeleteWorkflowExecutionResponse();
    }

    public async Task<ResetStickyTaskQueueResponse> ResetStickyTaskQueue(ResetStickyTaskQueueRequest request, ServerCallContext context)
    {
        await engine.WorkflowTasks.ResetSticky(request.Namespace, request.Execution?.WorkflowId ?? "", request.Execution?.RunId ?? "").ConfigureAwait(false);
        return new ResetStickyTaskQueueResponse();
    }

    /// <summary>The command line and the web interface show what is recorded; only workers need the rest.</summary>
    private static bool IsForPeople(ServerCallContext context) => context.RequestHeaders.GetValue("client-name") is "temporal-cli" or "temporal-ui";

    /// <summary>The answer to a change, once that is durable.</summary>
    private static async Task<TResponse> Committed<TResponse>((TResponse Response, Task Commit) change)
    {
        await change.Commit.ConfigureAwait(false);
        return change.Response;
    }
}
