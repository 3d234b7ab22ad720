using Mdlc.Engine.Matching;
using Prometheus;

namespace Mdlc.Engine.Telemetry;

/// <summary>What waits in the queues, and how long tasks waited for a worker.</summary>
internal sealed class QueueMetrics(IMetricFactory factory)
{
    private static readonly string[] Labels = ["namespace", "taskqueue", "task_type", "service_name"];

    private readonly Gauge _backlog = factory.CreateGauge("approximate_backlog_count", "Tasks that wait for a worker.", Labels);

    private readonly Gauge _polls = factory.CreateGauge("pending_polls", "Polls that wait for a task.", Labels);

    private readonly Counter _success = factory.CreateCounter("poll_success", "Polls that got a task.", ["task_type", "service_name"]);

    private readonly Counter _empty = factory.CreateCounter("poll_timeouts", "Polls that ended empty.", ["task_type", "service_name"]);

    private readonly Histogram _scheduleToStart = factory.CreateHistogram(
        "task_schedule_to_start_latency",
        "Seconds that a task waited for a worker.",
        ["task_type", "service_name"],
        new HistogramConfiguration { Buckets = Buckets.Seconds });

    /// <param name="waited">How long the task had waited, or null when the poll ended empty.</param>
    public void Polled(TaskQueueType type, TimeSpan? waited)
    {
        string[] labels = [type.ToString(), "matching"];
        if (waited is { } time)
        {
            _success.WithLabels(labels).Inc();
            _scheduleToStart.WithLabels(labels).Observe(time.TotalSeconds);
        }
        else
        {
            _empty.WithLabels(labels).Inc();
        }
    }

    public void Read(MatchingEngine matching)
    {
        foreach (var (key, backlog, polls) in matching.Loads())
        {
            string[] labels = [key.Namespace, key.Name, key.Type.ToString(), "matching"];
            _backlog.WithLabels(labels).Set(backlog);
            _polls.WithLabels(labels).Set(polls);
        }
    }
}
