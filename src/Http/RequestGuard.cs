using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Mdlc.Http;

/// <summary>Stands around a server's handlers: whatever a request does to them, it has an answer with a sentence in it.</summary>
public static partial class RequestGuard
{
    /// <param name="refuse">Writes an error in the server's own form.</param>
    public static void UseGuard(this WebApplication server, RefuseRequest refuse, ILogger logger) => server.Use(async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested || context.Response.HasStarted)
        {
            // Nobody to answer, or an answer that cannot be taken back: the connection is cut, so that it is not taken for whole.
            context.Abort();
        }
        catch (BadHttpRequestException broken)
        {
            await refuse(context, broken.StatusCode, broken.Message);
        }
        catch (Exception fault)
        {
            LogFailed(logger, context.Request.Method, fault);
            await refuse(context, StatusCodes.Status500InternalServerError, "The request could not be answered; the server's log says why.");
        }
    });

    [LoggerMessage(1, LogLevel.Error, "A {Method} request failed.")]
    private static partial void LogFailed(ILogger logger, string method, Exception fault);
}
