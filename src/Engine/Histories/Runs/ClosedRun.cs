using Temporalio.Api.Workflow.V1;

namespace Mdlc.Engine.Histories.Runs;

/// <summary>What stays in memory of a closed run, of which there may be very many; the rest is in the database.</summary>
internal sealed record ClosedRun(WorkflowExecutionStatus Status, DateTime StartTime, string FirstRunId, long HistoryLength)
{
    public static ClosedRun Of(WorkflowExecutionInfo info) =>
        new(info.Status, info.StartTime?.ToDateTime() ?? DateTime.MinValue, info.FirstRunId, info.HistoryLength);
}
