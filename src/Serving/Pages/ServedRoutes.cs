using System.Text.Json;
using Mdlc.Contracts.Json;
using Mdlc.Http;
using Mdlc.Serving.Inference;
using Mdlc.Serving.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Mdlc.Serving.Pages;

/// <summary>What is not of the protocol: what is served here, and how it is asked.</summary>
internal static class ServedRoutes
{
    public const string OpenApi = "/openapi.json";

    /// <param name="address">Where the server answers; known once it has started.</param>
    public static void Map(WebApplication app, ServedModels served, bool asksForKeys, Func<string> address)
    {
        RefuseRequest refuse = ErrorResponse.WriteAsync;
        app.MapReading("/", context => WriteAsync(context, ServedDocument.Of(served.Table, served.IsReady, address(), asksForKeys)), refuse);
        app.MapReading(OpenApi, context => WriteJsonAsync(context, OpenApiDocument.Of(served.Table, Reachable(address()), asksForKeys)), refuse);
    }

    /// <summary>Every address of a machine is none that a client could ask: then it is where the document came from.</summary>
    private static string Reachable(string address) => Uri.TryCreate(address, UriKind.Absolute, out var url) && (url.Host is "0.0.0.0" or "[::]") ? "/" : address;

    private static Task WriteAsync(HttpContext context, ServedDocument document)
    {
        context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        return PageResponse.IsWanted(context.Request)
            ? PageResponse.WriteAsync(context, StatusCodes.Status200OK, ServedPage.Render(document))
            : WriteJsonAsync(context, document);
    }

    private static Task WriteJsonAsync<T>(HttpContext context, T document)
    {
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.Body, document, MdlcJson.Options, context.RequestAborted);
    }
}
