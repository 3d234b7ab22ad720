using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Mdlc.Http;

/// <summary>Keys of which a caller must know one. Several, so that they can be changed one after the other.</summary>
public sealed class ApiKeys(IReadOnlyList<string> keys)
{
    /// <summary>Fewer could be guessed.</summary>
    public const int FewestCharacters = 16;

    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    private static readonly char[] Separators = [' ', ',', '\n', '\r', '\t'];

    // Hashes have one length, so comparing them in constant time tells nothing of a key's.
    private readonly IReadOnlyList<byte[]> _hashes = [.. keys.Select(Hash)];

    public static ApiKeys None { get; } = new([]);

    public bool AreNone => _hashes.Count == 0;

    /// <summary>Several in one text, with spaces, commas or line ends between.</summary>
    public static string[] Split(string text) => text.Split(Separators, StringSplitOptions.RemoveEmptyEntries);

    /// <returns>Null: it can be a key; else what is wrong with it, without what it is.</returns>
    public static string? Problem(string key) => key.Length < FewestCharacters ? $"of {key.Length} characters, expected at least {FewestCharacters}"
        : key.Any(char.IsControl) ? "with a control character, which no HTTP header holds"
        : null;

    public bool Knows(string key)
    {
        // Every one is compared, whatever the ones before gave: the time it takes says nothing of which it was.
        var hash = Hash(key);
        return _hashes.Aggregate(false, (known, one) => CryptographicOperations.FixedTimeEquals(one, hash) | known);
    }

    /// <summary>Whether the request shows a key that is known, as <c>Authorization: Bearer</c>.</summary>
    public bool HasBearer(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var header && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && Knows(header[Bearer.Length..].Trim());

    /// <summary>As above, or as the password of any name, which a browser asks its user for.</summary>
    public bool HasBearerOrPassword(HttpRequest request) =>
        HasBearer(request)
        || (request.Headers.Authorization.ToString() is var header && header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) && Knows(PasswordOf(header[Basic.Length..].Trim())));

    private static string PasswordOf(string basic)
    {
        var bytes = new byte[basic.Length];
        return Convert.TryFromBase64String(basic, bytes, out var length) && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [_, var password] ? password : "";
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
