using Prometheus;

namespace Mdlc.Engine.Telemetry;

/// <summary>How runs ended.</summary>
internal sealed class WorkflowMetrics(IMetricFactory factory)
{
    private static readonly Dictionary<WorkflowExecutionStatus, string> Names = new()
    {
        [WorkflowExecutionStatus.Completed] = "workflow_success",
        [WorkflowExecutionStatus.Failed] = "workflow_failed",
        [WorkflowExecutionStatus.Canceled] = "workflow_cancel",
        [WorkflowExecutionStatus.Terminated] = "workflow_terminate",
        [WorkflowExecutionStatus.TimedOut] = "workflow_timeout",
        [WorkflowExecutionStatus.ContinuedAsNew] = "workflow_continued_as_new",
    };

    private readonly Dictionary<WorkflowExecutionStatus, Counter> _closed = Names.ToDictionary(
        pair => pair.Key, pair => factory.CreateCounter(pair.Value, $"Runs that ended {pair.Key}.", ["namespace", "service_name"]));

    public void Closed(string ns, WorkflowExecutionStatus status) => _closed[status].WithLabels(ns, "history").Inc();
}
