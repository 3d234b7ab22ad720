using Mdlc.Http;
using Mdlc.Serving.Inference;
using Microsoft.AspNetCore.Http;

namespace Mdlc.Serving.Security;

/// <summary>Lets only callers in that know a key; whether the server lives anybody may ask, for what watches it seldom has one.</summary>
internal sealed class CallerCheck(ApiKeys keys)
{
    public const string OpenPath = "/v2/health/live";

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path == OpenPath || keys.HasBearerOrPassword(context.Request))
        {
            return next(context);
        }

        // A browser asks its user for a name and a password when it is told so; the name may be any.
        context.Response.Headers.WWWAuthenticate = new(["Bearer", "Basic realm=\"mdlc\", charset=\"UTF-8\""]);
        var found = context.Request.Headers.Authorization.Count == 0 ? "Found no API key" : "Found an API key that is not known here";
        return ErrorResponse.WriteAsync(context, StatusCodes.Status401Unauthorized, $"{found}. Send one with each request: Authorization: Bearer KEY.");
    }
}
