namespace Mdlc.Engine.Histories.Reading;

/// <summary>How a chain of runs (continued as new, retried) ended.</summary>
/// <param name="Status">Unspecified when the run is no longer known.</param>
/// <param name="CloseEvent">The last event of the last run; null when the run is no longer known.</param>
internal sealed record ChainEnd(WorkflowExecutionStatus Status, HistoryEvent? CloseEvent)
{
    public static readonly ChainEnd Forgotten = new(WorkflowExecutionStatus.Unspecified, null);
}
