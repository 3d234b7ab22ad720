using System.Text.Json;
using Mdlc.Contracts.Json;
using Microsoft.AspNetCore.Http;

namespace Mdlc.Serving.Inference;

/// <summary>The protocol's error: <c>{"error": "…"}</c> with an HTTP status.</summary>
internal static class ErrorResponse
{
    /// <summary>Does nothing once an answer has begun: it cannot be taken back.</summary>
    public static async Task WriteAsync(HttpContext context, int status, string error)
    {
        if (context.Response.HasStarted)
        {
            return;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(context.Response.Body, new { error }, MdlcJson.Options, context.RequestAborted);
    }
}
