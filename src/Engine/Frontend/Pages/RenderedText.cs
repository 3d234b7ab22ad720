using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace Mdlc.Engine.Frontend.Pages;

/// <summary>
/// <c>/render?content=</c>: the Web UI shows summaries in a frame of its own. Here they are shown as the text that they are.
/// </summary>
internal static class RenderedText
{
    public static Task ServeAsync(HttpContext http)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-same-origin";
        var text = HtmlEncoder.Default.Encode(http.Request.Query["content"].ToString());
        var dark = http.Request.Query["theme"].ToString().StartsWith("dark", StringComparison.Ordinal);
        return http.Response.WriteAsync(
            $$"""
            <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Text</title>
            <style>html{color-scheme:{{(dark ? "dark" : "light")}}}body{margin:0;background:transparent;font:14px/20px sans-serif;white-space:pre-line;overflow-wrap:break-word}p{margin:0}</style>
            </head><body><main><p>{{text}}</p></main></body></html>
            """,
            http.RequestAborted);
    }
}
