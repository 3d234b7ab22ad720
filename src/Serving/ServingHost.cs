using System.Net;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Catalog.Sources.Cells;
using Mdlc.Contracts.Faults;
using Mdlc.Http;
using Mdlc.Serving.Following;
using Mdlc.Serving.Inference;
using Mdlc.Serving.Models;
using Mdlc.Serving.Pages;
using Mdlc.Serving.Predictions;
using Mdlc.Serving.Security;
using Mdlc.Serving.Settings;
using Mdlc.Serving.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Mdlc.Serving;

/// <summary>
/// The inference server of a home: serves each model's desired version (its champion where none was asked for) and follows the catalog
/// from then on. Disposing stops it: it leaves the catalog, ends the requests in hand, and writes out the prediction log.
/// </summary>
public sealed class ServingHost : IAsyncDisposable
{
    private static readonly TimeSpan LoadWithin = TimeSpan.FromSeconds(2);

    private readonly SqliteCatalog _catalog;
    private readonly WebApplication _app;
    private readonly Uri? _proxy;
    private readonly PredictionLog _log;
    private readonly ServerPresence _presence;
    private readonly CancellationTokenSource _stop = new();
    private readonly ILogger _logger;
    private Task _running = Task.CompletedTask;

    private ServingHost(ServingOptions options)
    {
        Server = $"{Environment.MachineName}-{Guid.NewGuid():n}"[..Math.Min(Environment.MachineName.Length + 9, 40)];
        _logger = options.LoggerFactory.CreateLogger<ServingHost>();
        _catalog = new SqliteCatalog(options.Home);
        _presence = new ServerPresence(options, _catalog, Server, _logger);
        var metrics = new ServingMetrics();
        var served = new ServedModels();
        _log = new PredictionLog(options, Server, metrics, _logger);
        var endPoint = new IPEndPoint(options.Host, options.Port);
        _proxy = options.Proxy;
        _app = EmbeddedServer.Create(endPoint, options.LoggerFactory, options.Certificate);
        _app.UseGuard(ErrorResponse.WriteAsync, _logger);
        if (Exposure.IsOfThisMachineOnly(endPoint, asksForKeys: !options.Keys.AreNone))
        {
            _app.Use((context, next) => LoopbackName.Refusal(context.Request) is { } refusal ? ErrorResponse.WriteAsync(context, 400, refusal) : next(context));
        }

        if (!options.Keys.AreNone)
        {
            _app.Use(new CallerCheck(options.Keys).InvokeAsync);
        }

        InferenceRoutes.Map(_app, served, new InferenceHandler(options, served, _log, metrics, _logger), _log, metrics);
        ServedRoutes.Map(_app, served, asksForKeys: !options.Keys.AreNone, () => Address);
        Watcher = new ModelWatcher(options, _catalog, served, metrics, Server, _logger);
    }

    /// <summary>The server's name in the catalog.</summary>
    public string Server { get; }

    /// <summary>Base address, e.g. <c>http://127.0.0.1:8080</c>; behind a proxy, the proxy's.</summary>
    public string Address { get; private set; } = "";

    /// <summary>What is answered, and by which methods.</summary>
    internal IReadOnlyList<(string Method, string Path)> Routes => EmbeddedServer.RoutesOf(_app);

    private ModelWatcher Watcher { get; }

    /// <summary>Returns when requests are taken; models are loaded meanwhile, and <c>/v2/health/ready</c> says when they are.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    /// <exception cref="FaultException">
    /// This process cannot compare texts as they were compared in training; or others than programs of this machine could reach the server, and it
    /// lacks keys or TLS.
    /// </exception>
    public static async Task<ServingHost> StartAsync(ServingOptions options, CancellationToken cancellationToken = default)
    {
        CellText.Require();
        if (ServingExposure.Refusal(options) is { } refusal)
        {
            throw FaultException.InEnvironment(refusal);
        }

        var host = new ServingHost(options);
        try
        {
            await host.StartAsync(cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await EndFollowingAsync();
        await LeaveAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _log.DisposeAsync();
        await _catalog.DisposeAsync();
        _stop.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        await _app.StartAsync(cancellationToken);
        Address = _proxy?.ToString().TrimEnd('/') ?? EmbeddedServer.AddressOf(_app);
        await _presence.AnnounceAsync(Address, cancellationToken);
        _running = Task.WhenAll(
            Task.Run(() => _presence.RunAsync(Address, _stop.Token), CancellationToken.None),
            Task.Run(() => Watcher.RunAsync(_stop.Token), CancellationToken.None));
    }

    /// <summary>A load cannot be broken off: it is not waited for long, for the requests and the log have their time, too.</summary>
    private async Task EndFollowingAsync()
    {
        try
        {
            await _running.WaitAsync(LoadWithin);
        }
        catch (TimeoutException)
        {
            _logger.LogWarning("A model was still being loaded when the server stopped.");
        }
    }

    /// <summary>First of all, so that no deployment waits for a server that is going.</summary>
    private async Task LeaveAsync()
    {
        try
        {
            await _presence.LeaveAsync();
        }
        catch (Exception exception)
        {
            _logger.LogWarning(exception, "The server's lease could not be ended; it runs out by itself.");
        }
    }
}
