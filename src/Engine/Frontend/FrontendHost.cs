using Mdlc.Engine.Frontend.Calls;
using Mdlc.Engine.Frontend.Http;
using Mdlc.Engine.Frontend.Pages;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Mdlc.Engine.Frontend;

/// <summary>The ports of an engine: gRPC, and where they are asked for the HTTP API, the web interface and the metrics.</summary>
internal sealed class FrontendHost : IAsyncDisposable
{
    private const int MaxMessageBytes = 128 << 20;
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    private readonly EngineOptions _options;
    private readonly FrontendServices _services;
    private readonly List<Listener> _listeners = [];

    private FrontendHost(EngineOptions options, FrontendServices services)
    {
        _options = options;
        _services = services;
    }

    /// <summary>Host and port of gRPC.</summary>
    public string Address { get; private set; } = "";

    public string? HttpAddress { get; private set; }

    public string? UiAddress { get; private set; }

    public string? MetricsAddress { get; private set; }

    /// <exception cref="IOException">A port is in use.</exception>
    /// <exception cref="ArgumentException">An address is open to others and unprotected.</exception>
    public static async Task<FrontendHost> StartAsync(
        EngineOptions options, FrontendServices services, NamespaceRegistry namespaces, EngineMetrics? metrics, CancellationToken cancellationToken)
    {
        BindAddress.Check(options);
        var host = new FrontendHost(options, services);
        try
        {
            await host.ListenAsync(namespaces, metrics, cancellationToken).ConfigureAwait(false);
            return host;
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var timeout = new CancellationTokenSource(StopTimeout);
        await Task.WhenAll(_listeners.Select(listener => listener.StopAsync(timeout.Token))).ConfigureAwait(false);
        foreach (var listener in _listeners)
        {
            await listener.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task ListenAsync(NamespaceRegistry namespaces, EngineMetrics? metrics, CancellationToken cancellationToken)
    {
        Address = await GrpcAsync(cancellationToken).ConfigureAwait(false);
        if (_options.HttpPort is { } httpPort)
        {
            var api = new HttpApi(_services.Calls, TimeProvider.System);
            HttpAddress = await HttpAsync(_options.Ip, httpPort, http => ServeApiAsync(api, http), cancellationToken).ConfigureAwait(false);
        }

        if (_options.Ui is { } ui)
        {
            UiAddress = await HttpAsync(ui.Ip ?? _options.Ip, ui.Port, CreateUi(ui, namespaces).ServeAsync, cancellationToken).ConfigureAwait(false);
        }

        if (_options.MetricsPort is { } metricsPort)
        {
            MetricsAddress = await HttpAsync(_options.Ip, metricsPort, http => ServeMetricsAsync(metrics!, http), cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<string> GrpcAsync(CancellationToken cancellationToken) => AddAsync(
        _options.Ip,
        _options.Port,
        HttpProtocols.Http2,
        services =>
        {
            services.AddGrpc(grpc =>
            {
                grpc.IgnoreUnknownServices = true;
                grpc.MaxReceiveMessageSize = MaxMessageBytes;
                grpc.MaxSendMessageSize = MaxMessageBytes;
            });
            _services.AddTo(services);
        },
        _services.Map,
        cancellationToken);

    private Task<string> HttpAsync(string ip, int port, RequestDelegate serve, CancellationToken cancellationToken) =>
        AddAsync(ip, port, HttpProtocols.Http1, static _ => { }, application => application.Run(serve), cancellationToken);

    private async Task<string> AddAsync(
        string ip, int port, HttpProtocols protocols, Action<IServiceCollection> addServices, Action<WebApplication> map, CancellationToken cancellationToken)
    {
        var options = new ListenerOptions(ip, port, protocols, _options.Tls, _options.ApiKey, _options.LoggerFactory);
        var listener = await Listener.StartAsync(options, addServices, map, cancellationToken).ConfigureAwait(false);
        _listeners.Add(listener);
        return listener.Address;
    }

    private UiServer CreateUi(UiOptions ui, NamespaceRegistry namespaces)
    {
        var (calls, time, root) = (_services.Calls, _options.TimeProvider, BindAddress.PublicPath(ui.PublicPath));
        return new UiServer(
            new HttpApi(calls, TimeProvider.System),
            new HistoryDownload(_services.Workflow, TimeProvider.System),
            new WebPages(_services.Workflow, namespaces, time, root),
            ui.AssetPath is { } assets ? new AssetFolder(assets) : null,
            WebUiSettings.For(ui, calls.Select(call => call.Name).ToHashSet()),
            root,
            BindAddress.IsLoopback(ui.Ip ?? _options.Ip));
    }

    private Task ServeApiAsync(HttpApi api, HttpContext http)
    {
        if (OriginGuard.Refusal(http.Request, BindAddress.IsLoopback(_options.Ip)) is not null)
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            http.Response.ContentType = "application/json";
            return http.Response.WriteAsync("{\"code\":7,\"message\":\"Host not allowed\"}");
        }

        return api.ServeAsync(http, RawPath.Segments(http), HttpDialect.Server);
    }

    private static Task ServeMetricsAsync(EngineMetrics metrics, HttpContext http)
    {
        if (http.Request.Path != "/metrics")
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return http.Response.WriteAsync("Metrics are at /metrics.");
        }

        http.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return metrics.WriteAsync(http.Response.Body, http.RequestAborted);
    }
}
