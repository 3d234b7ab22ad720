using Mdlc.Http;
using Mdlc.Web.Problems;
using Microsoft.AspNetCore.Http;

namespace Mdlc.Web.Security;

/// <summary>Is this sender one that may send? A signature that is there decides; without one a bearer token does.</summary>
internal sealed class SenderCheck(WebhookCredentials credentials, TimeProvider time)
{
    /// <param name="body">The bytes as they came, packed or not: these are what is signed.</param>
    /// <exception cref="WebhookProblem">It is not.</exception>
    public Vouched Require(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        if (credentials.AreNone)
        {
            RequireLoopbackName(request);
            return Vouched.Request;
        }

        if (credentials.Secrets.Count > 0 && request.Headers.TryGetValue("webhook-signature", out var signatures))
        {
            new SignedRequest(
                request.Headers["webhook-id"].ToString(),
                request.Headers["webhook-timestamp"].ToString(),
                signatures.ToString(),
                body).Verify(credentials.Secrets, time.GetUtcNow());
            return credentials.Tokens.HasBearer(request) ? Vouched.Request : Vouched.Body;
        }

        return credentials.Tokens.HasBearer(request) ? Vouched.Request : throw WebhookProblem.Unauthorized($"Found no {Expected()}. Send it with each request.");
    }

    private string Expected() => (credentials.Secrets.Count > 0, !credentials.Tokens.AreNone) switch
    {
        (true, true) => "signature by Standard Webhooks (webhook-id, webhook-timestamp, webhook-signature) and no known bearer token",
        (true, false) => "signature by Standard Webhooks (webhook-id, webhook-timestamp, webhook-signature)",
        _ => "known bearer token (Authorization: Bearer …)",
    };

    private static void RequireLoopbackName(HttpRequest request)
    {
        if (LoopbackName.Refusal(request) is { } refusal)
        {
            throw WebhookProblem.BadHost(refusal);
        }
    }
}
