using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Mdlc.Engine.Frontend.Calls;

/// <summary>Answers gRPC calls that no frontend has with UNIMPLEMENTED and their name.</summary>
internal static class UnimplementedCall
{
    public static Task AnswerAsync(HttpContext http)
    {
        if (http.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) != true)
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return Task.CompletedTask;
        }

        // An answer without a message has its status among the headers.
        http.Response.ContentType = "application/grpc";
        http.Response.Headers["grpc-status"] = $"{(int)StatusCode.Unimplemented}";
        http.Response.Headers["grpc-message"] = ServiceCall.Unimplemented(Uri.EscapeDataString(http.Request.Path.ToString().Trim('/').Replace('/', '.')));
        return Task.CompletedTask;
    }
}
