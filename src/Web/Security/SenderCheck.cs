using Mdlc.Web.Problems;
using Microsoft.AspNetCore.Http;

namespace Mdlc.Web.Security;

/// <summary>Is this sender one that may send? A signature that is there decides; without one a bearer token does.</summary>
internal sealed class SenderCheck(WebhookCredentials credentials, TimeProvider time)
{
    private const string Bearer = "Bearer ";

    private static readonly string[] LoopbackNames = ["localhost", "127.0.0.1", "[::1]"];

    /// <exception cref="WebhookProblem">It is not.</exception>
    public void Require(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        if (credentials.AreNone)
        {
            RequireLoopbackName(request);
        }
        else if (credentials.Secrets.Count > 0 && request.Headers.TryGetValue("webhook-signature", out var signatures))
        {
            new SignedRequest(
                request.Headers["webhook-id"].ToString(),
                request.Headers["webhook-timestamp"].ToString(),
                signatures.ToString(),
                body).Verify(credentials.Secrets, time.GetUtcNow());
        }
        else if (!HasKnownToken(request))
        {
            throw WebhookProblem.Unauthorized($"Found no {Expected()}. Send it with each request.");
        }
    }

    private bool HasKnownToken(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var header
        && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
        && credentials.Knows(header[Bearer.Length..].Trim());

    private string Expected() => (credentials.Secrets.Count > 0, credentials.HasTokens) switch
    {
        (true, true) => "signature by Standard Webhooks (webhook-id, webhook-timestamp, webhook-signature) and no known bearer token",
        (true, false) => "signature by Standard Webhooks (webhook-id, webhook-timestamp, webhook-signature)",
        _ => "known bearer token (Authorization: Bearer …)",
    };

    /// <summary>An open webhook on loopback is meant for programs of this machine: a web page whose name was bent to 127.0.0.1 is none.</summary>
    private static void RequireLoopbackName(HttpRequest request)
    {
        if (!LoopbackNames.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase))
        {
            throw WebhookProblem.BadHost($"Found Host '{request.Host.Host}', expected localhost or a loopback address, since no secret is asked for here.");
        }
    }
}
