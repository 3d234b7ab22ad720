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

    /// <summary>The run was deleted: whoever still holds the handle finds nothing.</summary>
    public bool IsForgotten { get; set; }

    /// <summary>The run is in memory no longer, or by another handle: whoever still holds this one may read it, and asks the directory again to change anything.</summary>
    public bool HasLeft { get; set; }

    /// <summary>What of a closed run's place in the lists is not what was written; null when all is.</summary>
    public string? Damage { get; init; }

    /// <summary>Set once the run is closed.</summary>
    public ClosedRun? Closed { get; set; }

    public bool IsClosed => Closed is not null || Damage is not null;

    /// <summary>The number of the last batch that has something of the run.</summary>
    public long LastWrite { get; set; }

    /// <summary>The run, when it is in memory. Open runs always are.</summary>
    public WorkflowRun? Run { get; set; }

    public WorkflowExecutionStatus Status => Run?.State.Status ?? WhenWhole()?.Status ?? WorkflowExecutionStatus.Running;

    public DateTime StartTime => Run?.State.StartTime ?? WhenWhole()?.StartTime ?? DateTime.MinValue;

    public string FirstRunId => Run?.State.Started.FirstExecutionRunId ?? WhenWhole()?.FirstRunId ?? RunId;

    /// <exception cref="ServiceException">The run belongs to another chain than the one that was named.</exception>
    public void RequireFirstRun(string firstRunId)
    {
        if (firstRunId.Length > 0 && FirstRunId != firstRunId)
        {
            throw ServiceException.NotFound("workflow execution not found");
        }
    }

    /// <exception cref="ServiceException">What the lists have of the run is not what was written.</exception>
    public void RequireWhole()
    {
        if (Damage is not null)
        {
            throw ServiceException.DataLoss($"{Damage}. Other workflows are not touched by it. A backup may have this one; it can be deleted.");
        }
    }

    private ClosedRun? WhenWhole()
    {
        RequireWhole();
        return Closed;
    }
}
