using System.Collections.Frozen;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mdlc.Engine.Frontend.Calls;

/// <summary>
/// Finds a gRPC call by its path, which is never a pattern. The framework's router would compile a matcher for the hundred calls behind
/// the first request, which takes longer than all the rest of a start.
/// </summary>
internal static class CallRouting
{
    /// <summary>Serves the calls that are mapped, and answers all others with <paramref name="otherwise"/>.</summary>
    public static void UseCallRouting(this WebApplication application, RequestDelegate otherwise)
    {
        var calls = ((IEndpointRouteBuilder)application).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .ToFrozenDictionary(call => call.RoutePattern.RawText!, StringComparer.Ordinal);
        var none = new Endpoint(otherwise, EndpointMetadataCollection.Empty, "no such call");
        application.Use((http, next) =>
        {
            http.SetEndpoint(HttpMethods.IsPost(http.Request.Method) && calls.TryGetValue(http.Request.Path.Value ?? "", out var call) ? call : none);
            return next(http);
        });

        // Leaves alone what has its endpoint. Without this line it would stand first, and be asked.
        application.UseRouting();
    }
}
