using System.Security.Cryptography;
using System.Text;

namespace Mdlc.Web.Security;

/// <summary>What a sender must know: a secret that it signs with, or a bearer token. Several of each, so that they can be changed one after the other.</summary>
public sealed class WebhookCredentials(IReadOnlyList<WebhookSecret> secrets, IReadOnlyList<string> tokens)
{
    // Hashes have one length, so comparing them in constant time tells nothing of a token's.
    private readonly IReadOnlyList<byte[]> _tokens = [.. tokens.Select(Hash)];

    public static WebhookCredentials None { get; } = new([], []);

    public IReadOnlyList<WebhookSecret> Secrets { get; } = secrets;

    public bool HasTokens => _tokens.Count > 0;

    public bool AreNone => Secrets.Count == 0 && !HasTokens;

    public bool Knows(string token)
    {
        var hash = Hash(token);
        return _tokens.Aggregate(false, (known, one) => CryptographicOperations.FixedTimeEquals(one, hash) | known);
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
