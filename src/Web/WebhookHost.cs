using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Faults;
using Mdlc.Http;
using Mdlc.Web.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Mdlc.Web;

/// <summary>Listens for events that say that data have arrived. Disposing stops it; requests in hand are answered first.</summary>
public sealed class WebhookHost : IAsyncDisposable
{
    public const string Path = "/events";

    private readonly WebApplication _app;

    private WebhookHost(WebhookOptions options, ICatalog catalog, IArrivalSink sink)
    {
        _app = EmbeddedServer.Create(options.EndPoint, options.LoggerFactory);
        var logger = options.LoggerFactory.CreateLogger<WebhookHost>();
        _app.UseGuard(RefuseAsync, logger);
        _app.MapPosting(Path, new WebhookHandler(options, new ArrivalGate(catalog), sink, logger).HandleAsync, RefuseAsync);
        _app.MapNothing(context => WebhookHandler.WriteAsync(context, WebhookProblem.NotFound($"Events are posted to {Path}.")));
    }

    /// <summary>Where events are posted to, e.g. <c>http://127.0.0.1:8090/events</c>.</summary>
    public Uri Url { get; private set; } = null!;

    /// <param name="sink">Where accepted arrivals go.</param>
    /// <exception cref="FaultException">The address can be reached from other machines, and no secret is asked for.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<WebhookHost> StartAsync(WebhookOptions options, ICatalog catalog, IArrivalSink sink, CancellationToken cancellationToken = default)
    {
        if (options.Credentials.AreNone && Exposure.IsBeyondThisMachine(options.EndPoint))
        {
            throw FaultException.InEnvironment(
                $"The webhook would listen at {options.EndPoint} with neither a secret nor a token: whoever reaches it could start training. "
                + "Set MDLC_WEBHOOK_SECRET or MDLC_WEBHOOK_TOKEN, or listen on a loopback address.");
        }

        var host = new WebhookHost(options, catalog, sink);
        host.Url = new Uri(new Uri(await EmbeddedServer.StartAsync(host._app, host, cancellationToken)), Path);
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static Task RefuseAsync(HttpContext context, int status, string sentence) => WebhookHandler.WriteAsync(context, status switch
    {
        StatusCodes.Status405MethodNotAllowed => WebhookProblem.WrongMethod(sentence),
        >= StatusCodes.Status500InternalServerError => WebhookProblem.Failed(sentence),
        _ => WebhookProblem.BadRequest(status, sentence),
    });
}
