using Mdlc.Engine.Storage;
using Temporalio.Api.Workflow.V1;

namespace Mdlc.Engine.Histories.Runs;

/// <summary>What is known of a closed run without its log being read.</summary>
internal sealed record ClosedRun(WorkflowExecutionStatus Status, DateTime StartTime, string FirstRunId, long HistoryLength)
{
    public static ClosedRun Of(WorkflowExecutionInfo info) =>
        new(info.Status, info.StartTime?.ToDateTime() ?? DateTime.MinValue, info.FirstRunId, info.HistoryLength);

    public static ClosedRun Of(FoundRun found) =>
        new((WorkflowExecutionStatus)found.Status, new DateTime(found.StartTime, DateTimeKind.Utc), found.FirstRunId, found.HistoryLength);
}
