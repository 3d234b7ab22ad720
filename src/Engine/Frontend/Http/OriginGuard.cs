using System.Net;
using Microsoft.AspNetCore.Http;

namespace Mdlc.Engine.Frontend.Http;

/// <summary>
/// Keeps pages of other sites out. A browser sends requests to this server for any page that is open in it; such a page must not change
/// anything here, nor read by pretending that this server's address is its own name.
/// </summary>
internal static class OriginGuard
{
    /// <returns>Why the request is refused, or null.</returns>
    public static string? Refusal(HttpRequest request, bool onLoopback)
    {
        if (onLoopback && !IsLoopback(request.Host.Host))
        {
            return $"found the host '{request.Host.Host}', expected localhost or a loopback address: this server is bound to loopback";
        }

        var origin = request.Headers.Origin.ToString();
        var changes = !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method);
        return changes && origin.Length > 0 && origin != $"{request.Scheme}://{request.Host}"
            ? $"found the origin '{origin}', expected '{request.Scheme}://{request.Host}': pages of other sites may not change anything here"
            : null;
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
