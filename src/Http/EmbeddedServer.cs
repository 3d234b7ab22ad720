using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mdlc.Http;

/// <summary>An HTTP server within a process that has other things to do.</summary>
public static class EmbeddedServer
{
    /// <summary>How long requests in hand may take to end once the server stops; then they are cut off.</summary>
    public static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(4);

    /// <summary>Not started, and without a route.</summary>
    /// <param name="certificate">What the server shows over TLS; null: it speaks HTTP.</param>
    public static WebApplication Create(IPEndPoint endPoint, ILoggerFactory loggers, ServerCertificate? certificate = null)
    {
        // Empty: neither environment variables nor files nor signals of the embedding process change this server.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        if (certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // The limit is ours (see RequestBody): Kestrel's would cut the connection before the sender has read why.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(endPoint, listen =>
            {
                if (certificate is not null)
                {
                    listen.UseHttps(https =>
                    {
                        https.ServerCertificate = certificate.Leaf;
                        https.ServerCertificateChain = certificate.Chain;
                    });
                }
            });
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopWithin);
        return builder.Build();
    }

    /// <summary>What is answered by more than "there is nothing", and by which methods.</summary>
    public static IReadOnlyList<(string Method, string Path)> RoutesOf(WebApplication server) =>
    [
        .. from source in ((IEndpointRouteBuilder)server).DataSources
           from endpoint in source.Endpoints.OfType<RouteEndpoint>()
           from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
           select (method, endpoint.RoutePattern.RawText!),
    ];

    /// <summary>Starts a server.</summary>
    /// <param name="host">Whose it is: disposed when it cannot start.</param>
    /// <returns>Its base address.</returns>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<string> StartAsync(WebApplication server, IAsyncDisposable host, CancellationToken cancellationToken)
    {
        try
        {
            await server.StartAsync(cancellationToken);
            return AddressOf(server);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Base address of a server that was started, with the port that was picked, e.g. <c>http://127.0.0.1:8080</c>.</summary>
    public static string AddressOf(WebApplication server) =>
        server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
}
