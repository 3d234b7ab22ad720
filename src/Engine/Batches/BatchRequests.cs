using Mdlc.Engine.Kernel;
using Mdlc.Engine.Visibility.Queries;
using Temporalio.Api.WorkflowService.V1;
using Operation = Temporalio.Api.WorkflowService.V1.StartBatchOperationRequest.OperationOneofCase;

namespace Mdlc.Engine.Batches;

/// <summary>Requests to start a batch operation: checked, and read.</summary>
internal static class BatchRequests
{
    private const string NoFilter = "Either activity type must be set, or match all should be set to true";

    /// <exception cref="ServiceException">Something required is missing, or asks for what this server cannot do.</exception>
    public static void Check(StartBatchOperationRequest request)
    {
        if (request.OperationCase is Operation.TerminateActivitiesOperation or Operation.CancelActivitiesOperation or Operation.DeleteActivitiesOperation)
        {
            throw ServiceException.InvalidArgument(
                $"The operation type *workflowservice.StartBatchOperationRequest_{request.OperationCase} is not supported for this namespace");
        }

        CheckTargets(request);
        CheckOperation(request);
        CheckQuery(request.VisibilityQuery);
    }

    /// <exception cref="ServiceException">No job is named.</exception>
    public static void CheckJobId(string jobId)
    {
        if (jobId.Length == 0)
        {
            throw ServiceException.InvalidArgument("JobId is not set on request.");
        }
    }

    /// <summary>The operation by the name that it bears in lists.</summary>
    public static BatchOperationType TypeOf(StartBatchOperationRequest request) => request.OperationCase switch
    {
        Operation.TerminationOperation => BatchOperationType.TerminateWorkflow,
        Operation.CancellationOperation => BatchOperationType.CancelWorkflow,
        Operation.SignalOperation => BatchOperationType.SignalWorkflow,
        Operation.DeletionOperation => BatchOperationType.DeleteWorkflow,
        Operation.ResetOperation => BatchOperationType.ResetWorkflow,
        Operation.UpdateWorkflowOptionsOperation => BatchOperationType.UpdateWorkflowExecutionOptions,
        Operation.UnpauseActivitiesOperation => BatchOperationType.UnpauseActivity,
        Operation.ResetActivitiesOperation => BatchOperationType.ResetActivity,
        Operation.UpdateActivityOptionsOperation => BatchOperationType.UpdateActivityOptions,
        _ => BatchOperationType.Unspecified,
    };

    /// <summary>Who asked for it.</summary>
    public static string IdentityOf(StartBatchOperationRequest request) => request.OperationCase switch
    {
        Operation.TerminationOperation => request.TerminationOperation.Identity,
        Operation.CancellationOperation => request.CancellationOperation.Identity,
        Operation.SignalOperation => request.SignalOperation.Identity,
        Operation.DeletionOperation => request.DeletionOperation.Identity,
        Operation.ResetOperation => request.ResetOperation.Identity,
        Operation.UpdateWorkflowOptionsOperation => request.UpdateWorkflowOptionsOperation.Identity,
        Operation.UnpauseActivitiesOperation => request.UnpauseActivitiesOperation.Identity,
        Operation.ResetActivitiesOperation => request.ResetActivitiesOperation.Identity,
        Operation.UpdateActivityOptionsOperation => request.UpdateActivityOptionsOperation.Identity,
        _ => "",
    };

    /// <summary>The query whose executions are meant: none that is closed where nothing could be done with it.</summary>
    public static string QueryOf(StartBatchOperationRequest request)
    {
        var query = request.UnpauseActivitiesOperation is { HasType: true } unpause
            ? $"TemporalPauseInfo = '{Escaped($"property:activityType={unpause.Type}")}'"
            : request.VisibilityQuery;
        return query.Length == 0 || request.OperationCase is Operation.DeletionOperation or Operation.ResetOperation
            ? query
            : $"({query}) AND (ExecutionStatus = 'Running')";
    }

    /// <summary>The executions that are named one by one; empty where a query names them.</summary>
    public static IReadOnlyList<WorkflowExecution> ExecutionsOf(StartBatchOperationRequest request) =>
#pragma warning disable CS0612 // Deprecated by Temporal, and still what older clients send.
        request.TargetExecutions.Count > 0
            ? [.. request.TargetExecutions.Select(static execution => new WorkflowExecution { WorkflowId = execution.BusinessId, RunId = execution.RunId })]
            : request.Executions;
#pragma warning restore CS0612

    private static void CheckTargets(StartBatchOperationRequest request)
    {
#pragma warning disable CS0612 // As above.
        var selectors = new[] { request.VisibilityQuery.Length, request.Executions.Count, request.TargetExecutions.Count }.Count(static length => length > 0);
#pragma warning restore CS0612
        if (request.OperationCase == Operation.None || request.Reason.Length == 0 || request.Namespace.Length == 0 || selectors == 0)
        {
            throw ServiceException.InvalidArgument(
                "must provide required parameters: BatchType,Reason,Namespace, AND one of (Query OR Executions OR TargetExecutions)");
        }

        CheckJobId(request.JobId);
        if (selectors > 1)
        {
            throw ServiceException.InvalidArgument("visibility query, executions, and target executions are mutually exclusive");
        }

        for (var i = 0; i < request.TargetExecutions.Count; i++)
        {
            if (request.TargetExecutions[i].Type != ExecutionType.Workflow)
            {
                throw ServiceException.InvalidArgument(
                    $"target_executions[{i}] has type {request.TargetExecutions[i].Type}, but operation"
                    + $" *workflowservice.StartBatchOperationRequest_{request.OperationCase} requires {ExecutionType.Workflow}");
            }
        }
    }

    private static void CheckOperation(StartBatchOperationRequest request)
    {
        if (Fault(request) is { } fault)
        {
            throw ServiceException.InvalidArgument(fault);
        }
    }

    private static string? Fault(StartBatchOperationRequest request) => request.OperationCase switch
    {
        Operation.SignalOperation when request.SignalOperation.Signal.Length == 0 => "must provide signal name",
        Operation.UpdateWorkflowOptionsOperation when request.UpdateWorkflowOptionsOperation.WorkflowExecutionOptions is null => "must provide UpdateOptions",
        Operation.UpdateWorkflowOptionsOperation when request.UpdateWorkflowOptionsOperation.UpdateMask is null => "must provide UpdateMask",
        Operation.ResetOperation => ResetFault(request.ResetOperation),
        Operation.UnpauseActivitiesOperation => UnpauseFault(request.UnpauseActivitiesOperation),
        Operation.ResetActivitiesOperation => ResetActivitiesFault(request.ResetActivitiesOperation),
        Operation.UpdateActivityOptionsOperation => UpdateActivitiesFault(request.UpdateActivityOptionsOperation),
        _ => null,
    };

    private static string? ResetFault(Temporalio.Api.Batch.V1.BatchOperationReset reset) => reset switch
    {
        { Options.TargetCase: ResetOptions.TargetOneofCase.None } => "batch reset missing target",
#pragma warning disable CS0612 // As above.
        { Options: null, ResetType: not (ResetType.FirstWorkflowTask or ResetType.LastWorkflowTask) } => $"unknown batch reset type {reset.ResetType}",
#pragma warning restore CS0612
        _ => null,
    };

    private static string? UnpauseFault(Temporalio.Api.Batch.V1.BatchOperationUnpauseActivities unpause) => unpause switch
    {
        { HasType: false, HasMatchAll: false } => "activity filter must be set",
        { HasType: true, Type: "" } or { HasMatchAll: true, MatchAll: false } => NoFilter,
        _ => null,
    };

    private static string? ResetActivitiesFault(Temporalio.Api.Batch.V1.BatchOperationResetActivities reset) => reset switch
    {
        { HasType: false, HasMatchAll: false } => "must provide ActivityType or MatchAll",
        { HasType: true, Type: "" } or { HasMatchAll: true, MatchAll: false } => NoFilter,
        _ => null,
    };

    private static string? UpdateActivitiesFault(Temporalio.Api.Batch.V1.BatchOperationUpdateActivityOptions update) => update switch
    {
        { ActivityOptions: not null, RestoreOriginal: true } => "cannot set both activity options and restore original",
        { ActivityOptions: null, RestoreOriginal: false } => "Either activity type must be set, or restore original should be set to true",
        { HasType: true, Type: "" } or { HasMatchAll: true, MatchAll: false } => NoFilter,
        _ => null,
    };

    private static void CheckQuery(string query)
    {
        if (query.Length > 0)
        {
            try
            {
                SqlParser.Parse(query, "dummy");
            }
            catch (InvalidVisibilityRequestException e)
            {
                throw ServiceException.InvalidArgument($"invalid visibility query: {e.Message[SqlParser.MalformedQuery.Length..]}");
            }
        }
    }

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal);
}
