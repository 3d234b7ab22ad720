using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Mdlc.Engine.Frontend.Http;

/// <summary>
/// Lets only callers in that know the key: programs say <c>Authorization: Bearer KEY</c>, and a browser asks its user for it as the
/// password of any name (Basic).
/// </summary>
internal sealed class ApiKeyGuard(string key)
{
    private readonly byte[] _digest = Digest(key);

    public Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (Knows(http.Request.Headers.Authorization.ToString()))
        {
            return next(http);
        }

        return http.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) == true ? RefuseGrpc(http) : RefuseHttpAsync(http);
    }

    private bool Knows(string authorization)
    {
        var given = authorization.Split(' ', 2) switch
        {
            [var scheme, var token] when scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) => token.Trim(),
            [var scheme, var token] when scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) => PasswordOf(token),
            _ => "",
        };

        // Digests have one length, whatever was sent: the comparison tells nothing by its time.
        return CryptographicOperations.FixedTimeEquals(Digest(given), _digest);
    }

    private static string PasswordOf(string basic)
    {
        var bytes = new byte[basic.Length];
        return Convert.TryFromBase64String(basic.Trim(), bytes, out var length) && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [_, var password]
            ? password
            : "";
    }

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static Task RefuseGrpc(HttpContext http)
    {
        http.Response.ContentType = "application/grpc";
        http.Response.Headers["grpc-status"] = "16";
        http.Response.Headers["grpc-message"] = "Request unauthorized. Send the server's API key as a bearer token.";
        return Task.CompletedTask;
    }

    private static Task RefuseHttpAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        http.Response.Headers.WWWAuthenticate = "Basic realm=\"engine\", charset=\"UTF-8\"";
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync("{\"code\":16,\"message\":\"Request unauthorized. Send the server's API key as a bearer token.\"}");
    }
}
