using Mdlc.Workflows.Lifecycle;

namespace Mdlc.Web;

/// <summary>Where an arrival goes that a webhook has accepted.</summary>
public interface IArrivalSink
{
    /// <summary>Returns once the arrival is durable: the sender is told so, and may forget it. Any exception means that it may not be.</summary>
    Task ArriveAsync(string project, string model, DataArrival arrival, CancellationToken cancellationToken);
}
