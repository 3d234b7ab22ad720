using System.Security.Cryptography;

namespace Mdlc.Contracts.Decisions;

/// <summary>Keys of persons: ECDSA over P-256, public parts as SubjectPublicKeyInfo in base64.</summary>
public static class PersonKey
{
    private const DSASignatureFormat Form = DSASignatureFormat.IeeeP1363FixedFieldConcatenation;
    private const string P256 = "1.2.840.10045.3.1.7";
    private const int IdLength = 32;

    public static ECDsa Create() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static string PublicOf(ECDsa key) => Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());

    /// <summary>The first half of the public part's SHA-256, hexadecimal.</summary>
    /// <returns>Null where the text is no public key over P-256.</returns>
    public static string? IdOf(string publicKey)
    {
        using var key = Open(publicKey);
        return key is null ? null : Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..IdLength];
    }

    /// <returns>Over the canonical JSON, in base64.</returns>
    public static string Sign<T>(T statement, ECDsa key) => Convert.ToBase64String(key.SignData(CanonicalJson.Of(statement), HashAlgorithmName.SHA256, Form));

    public static SignedDecision Signed(DecisionStatement statement, ECDsa key) => new(statement, Sign(statement, key));

    /// <summary>Whether the signature is the key's over this very statement. Whatever is wrong with any of them, the answer is no.</summary>
    public static bool IsSignedBy<T>(T statement, string? signature, string publicKey)
    {
        using var key = Open(publicKey);
        var bytes = new byte[64];
        return key is not null && signature is not null
            && Convert.TryFromBase64String(signature, bytes, out var written) && written == bytes.Length
            && key.VerifyData(CanonicalJson.Of(statement), bytes, HashAlgorithmName.SHA256, Form);
    }

    private static ECDsa? Open(string publicKey)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
            if (key.ExportParameters(false).Curve.Oid.Value == P256)
            {
                return key;
            }
        }
        catch (Exception bad) when (bad is FormatException or CryptographicException)
        {
            // Not a key: the caller is told so.
        }

        key.Dispose();
        return null;
    }
}
