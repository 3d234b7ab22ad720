using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mdlc.Engine.Histories.Starting;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Temporalio.Api.ErrorDetails.V1;
using Temporalio.Api.WorkflowService.V1;
using OperationStatus = Temporalio.Api.ErrorDetails.V1.MultiOperationExecutionFailure.Types.OperationStatus;

namespace Mdlc.Engine.Histories.Updates;

/// <summary>The one combination of operations there is, a start and an update of the same workflow: its checks, answer and errors.</summary>
internal static class MultiOperations
{
    private const string Failure = "Update-with-Start could not be executed.";

    /// <summary>The status of an operation that did not happen because of the other one.</summary>
    public static ServiceException Aborted { get; } = new(
        StatusCode.Aborted, "Operation was aborted.", new Temporalio.Api.Failure.V1.MultiOperationExecutionAborted());

    /// <exception cref="ServiceException">It is another combination, or one of its requests is wrong.</exception>
    public static (StartWorkflowExecutionRequest Start, UpdateWorkflowExecutionRequest Update) Prepare(
        ExecuteMultiOperationRequest request, EngineServices services)
    {
        if (request.Operations is not [{ StartWorkflow: { } start }, { UpdateWorkflow: { } update }])
        {
            throw ServiceException.InvalidArgument("Operations have to be exactly [Start, Update].");
        }

        var startError = ErrorOf(() => PrepareStart(start, request.Namespace, services));
        var updateError = ErrorOf(() => PrepareUpdate(update, request.Namespace, services));
        if (startError is null && updateError is null && start.WorkflowId != update.WorkflowExecution.WorkflowId)
        {
            updateError = ServiceException.InvalidArgument("WorkflowId is not consistent with previous operation(s).");
        }

        return startError is null && updateError is null ? (start, update) : throw Failed(startError ?? Aborted, updateError ?? Aborted);
    }

    /// <param name="start">Of a workflow that was there already it tells less.</param>
    /// <param name="isKnown">The workflow had the outcome already: nothing happened that one could be pointed to.</param>
    public static ExecuteMultiOperationResponse Response(StartWorkflowExecutionResponse start, UpdateWorkflowExecutionResponse update, bool isKnown)
    {
        if (!start.Started)
        {
            start.FirstExecutionRunId = "";
        }

        if (isKnown)
        {
            (start.Link, update.Link) = (null, null);
        }

        return new ExecuteMultiOperationResponse
        {
            Responses = { new ExecuteMultiOperationResponse.Types.Response { StartWorkflow = start }, new ExecuteMultiOperationResponse.Types.Response { UpdateWorkflow = update } },
        };
    }

    /// <summary>The error of the whole: its code is that of the operation that failed by itself, its details tell both.</summary>
    /// <param name="start">Null when the start succeeded.</param>
    public static ServiceException Failed(ServiceException? start, ServiceException update)
    {
        var code = start is not null && !ReferenceEquals(start, Aborted) ? start.Code : update.Code;
        return new ServiceException(code, Failure, new MultiOperationExecutionFailure { Statuses = { Status(start), Status(update) } });
    }

    private static OperationStatus Status(ServiceException? error)
    {
        var status = new OperationStatus { Code = (int)(error?.Code ?? StatusCode.OK), Message = error?.Message ?? "" };
        if (error?.Detail is { } detail)
        {
            status.Details.Add(Any.Pack(detail));
        }

        return status;
    }

    private static void PrepareStart(StartWorkflowExecutionRequest start, string ns, EngineServices services)
    {
        start.Namespace = CheckNamespace(start.Namespace, ns);
        StartRequests.Prepare(start, services);
        var unsupported = start.CronSchedule.Length > 0 ? "CronSchedule is not allowed."
            : start.RequestEagerExecution ? "RequestEagerExecution is not supported."
            : start.WorkflowStartDelay.IsSet() ? "WorkflowStartDelay is not supported."
            : null;
        if (unsupported is not null)
        {
            throw ServiceException.InvalidArgument(unsupported);
        }
    }

    private static void PrepareUpdate(UpdateWorkflowExecutionRequest update, string ns, EngineServices services)
    {
        update.Namespace = CheckNamespace(update.Namespace, ns);
        UpdateRequests.Prepare(update, services);
        var unsupported = update.FirstExecutionRunId.Length > 0 ? "FirstExecutionRunId is not allowed."
            : update.WorkflowExecution.RunId.Length > 0 ? "RunId is not allowed."
            : null;
        if (unsupported is not null)
        {
            throw ServiceException.InvalidArgument(unsupported);
        }
    }

    private static string CheckNamespace(string own, string common) => own.Length == 0 || own == common
        ? common
        : throw ServiceException.InvalidArgument("Operation namespace did not match request's namespace.");

    private static ServiceException? ErrorOf(Action check)
    {
        try
        {
            check();
            return null;
        }
        catch (ServiceException wrong)
        {
            return wrong;
        }
    }
}
