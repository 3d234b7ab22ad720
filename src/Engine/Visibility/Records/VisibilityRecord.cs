using Temporalio.Api.Workflow.V1;

namespace Mdlc.Engine.Visibility.Records;

/// <summary>What a list of workflow executions knows of one run.</summary>
public sealed record VisibilityRecord
{
    public required string Namespace { get; init; }

    public required string WorkflowId { get; init; }

    /// <summary>Unique within the namespace: the key of the record.</summary>
    public required string RunId { get; init; }

    public required string WorkflowType { get; init; }

    public required string TaskQueue { get; init; }

    public WorkflowExecutionStatus Status { get; init; } = WorkflowExecutionStatus.Running;

    public required DateTimeOffset StartTime { get; init; }

    /// <summary>When the first workflow task is due: later than <see cref="StartTime"/> with a start delay, a cron or a retry.</summary>
    public required DateTimeOffset ExecutionTime { get; init; }

    /// <summary>Null while the run is open.</summary>
    public DateTimeOffset? CloseTime { get; init; }

    /// <summary>Events of a closed run; an open run is listed with 0 and matches as null.</summary>
    public long HistoryLength { get; init; }

    /// <inheritdoc cref="HistoryLength"/>
    public long HistorySizeBytes { get; init; }

    /// <inheritdoc cref="HistoryLength"/>
    public long StateTransitionCount { get; init; }

    public string? ParentWorkflowId { get; init; }

    public string? ParentRunId { get; init; }

    /// <summary>The run itself when it has no parent.</summary>
    public required string RootWorkflowId { get; init; }

    /// <inheritdoc cref="RootWorkflowId"/>
    public required string RootRunId { get; init; }

    public Memo? Memo { get; init; }

    /// <summary>Custom and predefined search attributes by name, as the caller sent them. A null payload unsets.</summary>
    public IReadOnlyDictionary<string, Payload> SearchAttributes { get; init; } = new Dictionary<string, Payload>();

    public static VisibilityRecord Of(string @namespace, WorkflowExecutionInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        return new()
        {
            Namespace = @namespace,
            WorkflowId = info.Execution.WorkflowId,
            RunId = info.Execution.RunId,
            WorkflowType = info.Type.Name,
            TaskQueue = info.TaskQueue,
            Status = info.Status,
            StartTime = info.StartTime.ToDateTimeOffset(),
            ExecutionTime = info.ExecutionTime.ToDateTimeOffset(),
            CloseTime = info.CloseTime?.ToDateTimeOffset(),
            HistoryLength = info.HistoryLength,
            HistorySizeBytes = info.HistorySizeBytes,
            StateTransitionCount = info.StateTransitionCount,
            ParentWorkflowId = info.ParentExecution?.WorkflowId,
            ParentRunId = info.ParentExecution?.RunId,
            // Mostly the run itself: of very many runs a second copy of each id weighs.
            RootWorkflowId = info.RootExecution.WorkflowId == info.Execution.WorkflowId ? info.Execution.WorkflowId : info.RootExecution.WorkflowId,
            RootRunId = info.RootExecution.RunId == info.Execution.RunId ? info.Execution.RunId : info.RootExecution.RunId,
            Memo = info.Memo,
            SearchAttributes = info.SearchAttributes.IndexedFields,
        };
    }

    public bool IsOpen => CloseTime is null;

    /// <summary>From the execution time to the close time; zero when the clock was set back between them; null while open.</summary>
    public TimeSpan? ExecutionDuration => CloseTime < ExecutionTime ? TimeSpan.Zero : CloseTime - ExecutionTime;
}
