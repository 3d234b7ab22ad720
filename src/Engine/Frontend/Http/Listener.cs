using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Mdlc.Engine.Frontend.Http;

/// <summary>One port that is listened on, with its own requests behind it.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private const int MaxStreamsPerConnection = 10_000;

    private readonly WebApplication _application;
    private readonly X509Certificate2? _certificate;

    private Listener(WebApplication application, X509Certificate2? certificate)
    {
        _application = application;
        _certificate = certificate;
        Address = new Uri(_application.Urls.First()).Authority;
    }

    /// <summary>Host and port; the port is the one that was got when a free one was asked for.</summary>
    public string Address { get; }

    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<Listener> StartAsync(
        ListenerOptions options, Action<IServiceCollection> addServices, Action<WebApplication> map, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(options.LoggerFactory);
        builder.Services.AddRoutingCore();
        addServices(builder.Services);
        var certificate = options.Tls?.Load();
        if (certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, options, certificate));
        var application = builder.Build();
        if (options.ApiKey is { } key)
        {
            var guard = new ApiKeyGuard(key);
            application.Use(guard.InvokeAsync);
        }

        map(application);
        try
        {
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
            return new Listener(application, certificate);
        }
        catch
        {
            await application.DisposeAsync().ConfigureAwait(false);
            certificate?.Dispose();
            throw;
        }
    }

    /// <summary>Takes no more connections, and gives the requests that are under way until the timeout to end.</summary>
    public Task StopAsync(CancellationToken timeout) => _application.StopAsync(timeout);

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync().ConfigureAwait(false);
        _certificate?.Dispose();
    }

    private static void Configure(KestrelServerOptions kestrel, ListenerOptions options, X509Certificate2? certificate)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.Http2.MaxStreamsPerConnection = MaxStreamsPerConnection;
        kestrel.Limits.Http2.InitialConnectionWindowSize = 8 << 20;
        kestrel.Limits.Http2.InitialStreamWindowSize = 4 << 20;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinResponseDataRate = null;
        if (options.Protocols == HttpProtocols.Http2)
        {
            // A stream of gRPC's may be silent for as long as it likes; a body of HTTP is sent, or is not.
            kestrel.Limits.MinRequestBodyDataRate = null;
        }

        kestrel.Listen(IPAddress.Parse(options.Ip), options.Port, listen =>
        {
            listen.Protocols = options.Protocols;
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        });
    }
}
