using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Mdlc.Http;

/// <summary>Paths that are read, and paths that are posted to; any other method of theirs is answered 405 with those that are.</summary>
public static class MethodRoutes
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];
    private static readonly string[] Posting = [HttpMethods.Post];

    public static void MapReading(this WebApplication server, string path, RequestDelegate answer, RefuseRequest refuse) =>
        Map(server, path, Reading, answer, refuse);

    public static void MapPosting(this WebApplication server, string path, RequestDelegate answer, RefuseRequest refuse) =>
        Map(server, path, Posting, answer, refuse);

    /// <summary>Whatever has no path of its own, names that look like files' among them.</summary>
    public static void MapNothing(this WebApplication server, RequestDelegate answer) => server.MapFallback("{**path}", answer);

    private static void Map(WebApplication server, string path, string[] methods, RequestDelegate answer, RefuseRequest refuse)
    {
        server.MapMethods(path, methods, answer);
        var allowed = string.Join(", ", methods);
        server.Map(path, context =>
        {
            context.Response.Headers.Allow = allowed;
            return refuse(context, StatusCodes.Status405MethodNotAllowed, $"Found {BoundedText.Of(context.Request.Method)}, expected {string.Join(" or ", methods)}.");
        });
    }
}
