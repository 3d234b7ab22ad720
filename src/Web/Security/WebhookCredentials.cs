using Mdlc.Http;

namespace Mdlc.Web.Security;

/// <summary>What a sender must know: a secret that it signs with, or a bearer token. Several of each, so that they can be changed one after the other.</summary>
public sealed class WebhookCredentials(IReadOnlyList<WebhookSecret> secrets, IReadOnlyList<string> tokens)
{
    public static WebhookCredentials None { get; } = new([], []);

    public IReadOnlyList<WebhookSecret> Secrets { get; } = secrets;

    public ApiKeys Tokens { get; } = new(tokens);

    public bool AreNone => Secrets.Count == 0 && Tokens.AreNone;
}
