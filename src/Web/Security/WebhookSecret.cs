using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Mdlc.Web.Security;

/// <summary>A key that sender and receiver share, by Standard Webhooks: <c>whsec_</c> and the base64 of 24 to 64 bytes.</summary>
public sealed class WebhookSecret
{
    private const string Prefix = "whsec_";
    private const int FewestBytes = 24;
    private const int MostBytes = 64;

    private readonly byte[] _key;

    private WebhookSecret(byte[] key) => _key = key;

    public static bool TryParse(string text, [NotNullWhen(true)] out WebhookSecret? secret)
    {
        secret = null;
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || !Base64.IsValid(text.AsSpan(Prefix.Length)))
        {
            return false;
        }

        var key = Convert.FromBase64String(text[Prefix.Length..]);
        secret = key.Length is >= FewestBytes and <= MostBytes ? new WebhookSecret(key) : null;
        return secret is not null;
    }

    /// <summary>A secret of its own, for a sender and a receiver in one process.</summary>
    public static WebhookSecret Create() => new(RandomNumberGenerator.GetBytes(32));

    /// <summary>HMAC-SHA256 of <c>id.timestamp.body</c>.</summary>
    public byte[] Sign(string id, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hmac.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }

    /// <returns>Nothing of the key: what is printed may be logged.</returns>
    public override string ToString() => $"{Prefix}…";
}
