using System.Globalization;
using System.Security.Cryptography;
using Mdlc.Web.Problems;

namespace Mdlc.Web.Security;

/// <summary>A request as Standard Webhooks signs it.</summary>
/// <param name="Id">Header <c>webhook-id</c>.</param>
/// <param name="Timestamp">Header <c>webhook-timestamp</c>: seconds since 1970.</param>
/// <param name="Signatures">Header <c>webhook-signature</c>: one or more <c>version,base64</c> with a space between.</param>
/// <param name="Body">The bytes as they came.</param>
internal sealed record SignedRequest(string Id, string Timestamp, string Signatures, ReadOnlyMemory<byte> Body)
{
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private const string Version = "v1";
    private const int MostSignatures = 16;

    /// <exception cref="WebhookProblem">None of the secrets has signed it, or it was signed at another time.</exception>
    public void Verify(IReadOnlyList<WebhookSecret> secrets, DateTimeOffset now)
    {
        if (Id.Length == 0 || Timestamp.Length == 0 || Signatures.Length == 0)
        {
            throw WebhookProblem.Unauthorized("Found only some of the headers webhook-id, webhook-timestamp and webhook-signature; a signed request has all three.");
        }

        CheckTime(now);
        var given = Signatures.Split(' ', MostSignatures + 1, StringSplitOptions.RemoveEmptyEntries).Take(MostSignatures).Select(Decode).OfType<byte[]>().ToList();

        // Every pair is compared, whatever the ones before gave: the time it takes says nothing of which secret it was.
        var matches = false;
        foreach (var secret in secrets)
        {
            var expected = secret.Sign(Id, Timestamp, Body.Span);
            foreach (var one in given)
            {
                matches |= CryptographicOperations.FixedTimeEquals(expected, one);
            }
        }

        if (!matches)
        {
            throw WebhookProblem.Unauthorized("No signature in webhook-signature is that of this body under a secret that is known here (v1, HMAC-SHA256 of id.timestamp.body).");
        }
    }

    private void CheckTime(DateTimeOffset now)
    {
        if (!long.TryParse(Timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            throw WebhookProblem.Unauthorized("webhook-timestamp is not a number of seconds since 1970.");
        }

        var off = now - DateTimeOffset.FromUnixTimeSeconds(seconds);
        if (off.Duration() > Tolerance)
        {
            throw WebhookProblem.Unauthorized(string.Create(
                CultureInfo.InvariantCulture,
                $"webhook-timestamp is {off.Duration().TotalMinutes:0} minutes {(off > TimeSpan.Zero ? "old" : "ahead")}, at most {Tolerance.TotalMinutes:0} are allowed: sign at sending, and set the clocks."));
        }
    }

    private static byte[]? Decode(string signature)
    {
        var parts = signature.Split(',', 2);
        var bytes = new byte[SHA256.HashSizeInBytes];
        return parts is [Version, var text] && Convert.TryFromBase64String(text, bytes, out var length) && length == bytes.Length ? bytes : null;
    }
}
