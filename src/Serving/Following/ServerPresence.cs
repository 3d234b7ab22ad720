using Mdlc.Catalog.Metadata;
using Mdlc.Serving.Settings;
using Microsoft.Extensions.Logging;

namespace Mdlc.Serving.Following;

/// <summary>Keeps the server's lease in the catalog alive, so that deployments wait for it, and ends it when the server stops.</summary>
internal sealed class ServerPresence(ServingOptions options, ICatalog catalog, string server, ILogger logger)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(8);

    public Task AnnounceAsync(string endpoint, CancellationToken cancellationToken) =>
        catalog.Servers.HeartbeatAsync(
            new ServerLease(server, endpoint, options.Projects, options.Time.GetUtcNow(), TimeToLive), cancellationToken);

    public async Task RunAsync(string endpoint, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Every, options.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await BeatAsync(endpoint, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked for.
        }
    }

    public Task LeaveAsync() => catalog.Servers.LeaveAsync(server);

    private async Task BeatAsync(string endpoint, CancellationToken cancellationToken)
    {
        try
        {
            await AnnounceAsync(endpoint, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning(exception, "The server's lease could not be renewed; trying again.");
        }
    }
}
