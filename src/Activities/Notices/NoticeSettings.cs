using System.Buffers.Text;

namespace Mdlc.Activities.Notices;

/// <summary>Where notices are posted besides, and the key that signs them.</summary>
public sealed record NoticeSettings
{
    public const string UrlVariable = "MDLC_NOTICES_URL";
    public const string SecretVariable = "MDLC_NOTICES_SECRET";

    private const string Prefix = "whsec_";
    private const int FewestBytes = 24;
    private const int MostBytes = 64;

    private byte[] _key = [];

    /// <summary>Null: nowhere.</summary>
    public Uri? Url { get; private init; }

    /// <summary>Why nothing can be posted though it was asked for: a sentence without the secret. Null: nothing is wrong.</summary>
    public string? Problem { get; private init; }

    public ReadOnlySpan<byte> Key => _key;

    /// <param name="variable">Of the environment. The secret is also read from the file that <c>MDLC_NOTICES_SECRET_FILE</c> names.</param>
    public static NoticeSettings Read(Func<string, string?> variable)
    {
        if (variable(UrlVariable) is not { Length: > 0 } url)
        {
            return new NoticeSettings();
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address is not { Scheme: "http" or "https", UserInfo: "" })
        {
            return new NoticeSettings { Problem = $"Found a {UrlVariable} that is no http(s) URL without credentials; correct it, or unset it." };
        }

        var secret = ReadSecret(variable, out var problem);
        return problem is null && TryKey(secret, out var key)
            ? new NoticeSettings { Url = address, _key = key }
            : new NoticeSettings { Problem = problem ?? $"Found {UrlVariable} without a {SecretVariable} of {Prefix} and the base64 of {FewestBytes} to {MostBytes} bytes, which signs what is sent. Make one: echo {Prefix}$(head -c 32 /dev/urandom | base64)" };
    }

    /// <returns>Nothing of the key: what is printed may be logged.</returns>
    public override string ToString() => $"notices to {Url?.ToString() ?? "nowhere"}";

    private static string? ReadSecret(Func<string, string?> variable, out string? problem)
    {
        problem = null;
        if (variable(SecretVariable) is { Length: > 0 } secret)
        {
            return secret;
        }

        try
        {
            return variable($"{SecretVariable}_FILE") is { Length: > 0 } file ? File.ReadAllText(file) : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            problem = $"{SecretVariable}_FILE names a file that cannot be read: {fault.Message}";
            return null;
        }
    }

    private static bool TryKey(string? secret, out byte[] key)
    {
        key = [];
        var text = secret?.Trim() ?? "";
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || !Base64.IsValid(text.AsSpan(Prefix.Length)))
        {
            return false;
        }

        key = Convert.FromBase64String(text[Prefix.Length..]);
        return key.Length is >= FewestBytes and <= MostBytes;
    }
}
