using Prometheus;

namespace Mdlc.Engine.Telemetry;

/// <summary>What the disk does. One commit carries the writes of many calls; Temporal's names are kept with its own operation's name.</summary>
internal sealed class PersistenceMetrics(IMetricFactory factory)
{
    private const string Commit = "Commit";
    private static readonly string[] Labels = ["operation", "service_name"];

    private readonly Counter.Child _requests =
        factory.CreateCounter("persistence_requests", "Commits tried.", Labels).WithLabels(Commit, "history");

    private readonly Counter _errors =
        factory.CreateCounter("persistence_error_with_type", "Commits that the database refused.", ["operation", "service_name", "error_type"]);

    private readonly Histogram.Child _latency =
        factory.CreateHistogram("persistence_latency", "Seconds of a commit.", Labels, new HistogramConfiguration { Buckets = Buckets.Seconds }).WithLabels(Commit, "history");

    private readonly Counter _batches = factory.CreateCounter("mdlc_engine_committed_batches", "Changes of runs committed; many share one commit.");

    public void Committed(int batches, TimeSpan took)
    {
        _requests.Inc();
        _batches.Inc(batches);
        _latency.Observe(took.TotalSeconds);
    }

    public void Refused(int sqliteError)
    {
        _requests.Inc();
        _errors.WithLabels(Commit, "history", $"sqlite_{sqliteError}").Inc();
    }
}
