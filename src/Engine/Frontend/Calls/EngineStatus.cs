using Mdlc.Engine.Kernel;
using Mdlc.Engine.Storage;
using Mdlc.Engine.Telemetry;

namespace Mdlc.Engine.Frontend.Calls;

/// <summary>What the calls must know of the server as a whole.</summary>
internal sealed class EngineStatus(Journal journal, string clusterId, EngineMetrics? metrics, CancellationToken stopping)
{
    /// <summary>What is counted; null when nobody asked for it.</summary>
    public EngineMetrics? Metrics { get; } = metrics;

    public string ClusterId { get; } = clusterId;

    /// <summary>Cancelled when the server stops: waiting calls then answer at once.</summary>
    public CancellationToken Stopping { get; } = stopping;

    /// <inheritdoc cref="Journal.Settled"/>
    public Task Settled() => journal.Settled();

    /// <exception cref="ServiceException">The disk refuses writes, or the database is damaged.</exception>
    public void RefuseNewWorkIfStalled()
    {
        if (journal.Damage is { } damage)
        {
            throw ServiceException.DataLoss(damage);
        }

        if (journal.IsStalled)
        {
            throw ServiceException.Unavailable("The database refuses writes (is the disk full?). Nothing is lost; new work is refused until it accepts them.");
        }
    }
}
