using Microsoft.AspNetCore.Http;

namespace Mdlc.Http;

/// <summary>Pages of ours, told to be no more than that: a browser runs nothing in them, loads nothing for them, and shows them in no other page.</summary>
public static class PageResponse
{
    /// <summary>Style stands in the page, as do its pictures.</summary>
    public const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void Protect(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.XFrameOptions = "DENY";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.CacheControl = "no-store";
    }

    public static Task WriteAsync(HttpContext context, int status, string html)
    {
        Protect(context.Response);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(html, context.RequestAborted);
    }

    /// <summary>Whether the client would rather have a page than JSON: it says so by name, as browsers do and programs do not.</summary>
    public static bool IsWanted(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return Quality("text/html") is { } page && page > 0 && page > (Quality("application/json") ?? 0);

        double? Quality(string type) => accepted.Where(one => one.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)).Select(one => (double?)(one.Quality ?? 1)).Max();
    }
}
