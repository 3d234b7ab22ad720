using Mdlc.Engine.Matching;
using Mdlc.Engine.Storage;
using Microsoft.Data.Sqlite;
using Prometheus;

namespace Mdlc.Engine.Telemetry;

/// <summary>All that an engine counts. Each has its own, so that two engines in one process do not mix.</summary>
internal sealed class EngineMetrics
{
    private readonly CollectorRegistry _registry = Prometheus.Metrics.NewCustomRegistry();

    /// <param name="isNamespace">Tells namespaces that exist.</param>
    public EngineMetrics(Func<string, bool> isNamespace)
    {
        var factory = Prometheus.Metrics.WithCustomRegistry(_registry);
        Calls = new CallMetrics(factory, isNamespace);
        Persistence = new PersistenceMetrics(factory);
        Workflows = new WorkflowMetrics(factory);
        Queues = new QueueMetrics(factory);
    }

    public CallMetrics Calls { get; }

    public PersistenceMetrics Persistence { get; }

    public WorkflowMetrics Workflows { get; }

    public QueueMetrics Queues { get; }

    /// <summary>Reads the queues whenever somebody asks for the metrics.</summary>
    public void Watch(MatchingEngine matching) => _registry.AddBeforeCollectCallback(() => Queues.Read(matching));

    public void Watch(Journal journal)
    {
        journal.Committed += (batches, took) => Persistence.Committed(batches.Count, took);
        journal.Refused += error => Persistence.Refused((error as SqliteException)?.SqliteErrorCode ?? SqliteError.Corrupt);
    }

    /// <summary>Writes everything in the text form of Prometheus.</summary>
    public Task WriteAsync(Stream output, CancellationToken cancellationToken) => _registry.CollectAndExportAsTextAsync(output, cancellationToken);
}
