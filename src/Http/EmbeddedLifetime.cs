using Microsoft.Extensions.Hosting;

namespace Mdlc.Http;

/// <summary>Lives as long as whoever started it says; signals are that process's business.</summary>
internal sealed class EmbeddedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
