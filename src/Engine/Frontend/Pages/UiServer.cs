using System.Text.Json.Nodes;
using Mdlc.Engine.Frontend.Http;
using Mdlc.Engine.Http;
using Mdlc.Engine.Kernel;
using Microsoft.AspNetCore.Http;

namespace Mdlc.Engine.Frontend.Pages;

/// <summary>The port of the web interface: the API in the form that the Web UI asks for, and a build of it or the engine's own pages.</summary>
internal sealed class UiServer(HttpApi api, HistoryDownload download, WebPages pages, AssetFolder? assets, JsonObject settings, string publicPath, bool onLoopback)
{
    private readonly string[] _prefix = publicPath.Split('/', StringSplitOptions.RemoveEmptyEntries);

    public async Task ServeAsync(HttpContext http)
    {
        if (OriginGuard.Refusal(http.Request, onLoopback) is { } refusal)
        {
            await RefuseAsync(http, StatusCodes.Status403Forbidden, 7, refusal).ConfigureAwait(false);
            return;
        }

        var raw = RawPath.Segments(http);
        if (raw.Length <= _prefix.Length || !raw.AsSpan(0, _prefix.Length).SequenceEqual(_prefix))
        {
            http.Response.Redirect($"{string.Concat(_prefix.Select(segment => "/" + segment))}/");
            return;
        }

        try
        {
            await ServeAsync(http, raw[_prefix.Length..]).ConfigureAwait(false);
        }
        catch (InvalidHttpRequestException e)
        {
            await RefuseAsync(http, StatusCodes.Status400BadRequest, 3, e.Message).ConfigureAwait(false);
        }
    }

    private async Task ServeAsync(HttpContext http, string[] raw)
    {
        var reads = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        var path = RawPath.Decode(raw);
        switch (path)
        {
            case ["api", "v1", "settings"] when reads:
                http.Response.ContentType = "application/json";
                await http.Response.WriteAsync(settings.ToJsonString(), http.RequestAborted).ConfigureAwait(false);
                break;
            case ["api", "v1", "namespaces", var ns, "workflows", var id, "run", var run, "history.json"] when reads:
                await DownloadAsync(http, ns, id, run).ConfigureAwait(false);
                break;
            case ["api", ..]:
                await api.ServeAsync(http, raw, HttpDialect.WebUi).ConfigureAwait(false);
                break;
            case var _ when !reads:
                await RefuseAsync(http, StatusCodes.Status405MethodNotAllowed, 12, "Method Not Allowed").ConfigureAwait(false);
                break;
            case ["render"] when assets is not null:
                await RenderedText.ServeAsync(http).ConfigureAwait(false);
                break;
            default:
                await (assets is null ? pages.ServeAsync(http, path) : assets.ServeAsync(http, string.Join('/', path))).ConfigureAwait(false);
                break;
        }
    }

    private async Task DownloadAsync(HttpContext http, string ns, string id, string run)
    {
        try
        {
            await download.ServeAsync(http, ns, id, run).ConfigureAwait(false);
        }
        catch (ServiceException e) when (!http.Response.HasStarted)
        {
            await RefuseAsync(http, HttpStatuses.Of(e.Code), (int)e.Code, e.Message).ConfigureAwait(false);
        }
    }

    private static Task RefuseAsync(HttpContext http, int status, int code, string message)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(new JsonObject { ["code"] = code, ["message"] = message }.ToJsonString(), http.RequestAborted);
    }
}
