using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Histories.Runs;

/// <summary>What stays in memory of every run: its names, and while it is open or in use, the run itself.</summary>
internal sealed class RunHandle(WorkflowHandle workflow, long key, string runId, string requestId)
{
    public WorkflowHandle Workflow { get; } = workflow;

    public long Key { get; } = key;

    public string Namespace => Workflow.Namespace;

    public string WorkflowId => Workflow.WorkflowId;

    public string RunId { get; } = runId;

    /// <summary>The request that started the run.</summary>
    public string RequestId { get; } = requestId;

    /// <summary>The run of the same id that was its newest before this one.</summary>
    public RunHandle? Previous { get; set; }

    /// <summary>The run was deleted: whoever still holds the handle finds nothing.</summary>
    public bool IsForgotten { get; set; }

    /// <summary>Set once the run is closed.</summary>
    public ClosedRun? Closed { get; set; }

    /// <summary>The run, when it is in memory. Open runs always are.</summary>
    public WorkflowRun? Run { get; set; }

    public WorkflowExecutionStatus Status => Run?.State.Status ?? Closed?.Status ?? WorkflowExecutionStatus.Running;

    public DateTime StartTime => Run?.State.StartTime ?? Closed?.StartTime ?? DateTime.MinValue;

    public string FirstRunId => Run?.State.Started.FirstExecutionRunId ?? Closed?.FirstRunId ?? RunId;

    /// <exception cref="ServiceException">The run belongs to another chain than the one that was named.</exception>
    public void RequireFirstRun(string firstRunId)
    {
        if (firstRunId.Length > 0 && FirstRunId != firstRunId)
        {
            throw ServiceException.NotFound("workflow execution not found");
        }
    }
}
