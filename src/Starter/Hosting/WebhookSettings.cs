using System.Net;
using Mdlc.Starter.Output;
using Mdlc.Web.Security;

namespace Mdlc.Starter.Hosting;

/// <summary>Where a webhook listens, and what its senders must know. Secrets come from the environment or a file, never from a command line that others can list.</summary>
internal static class WebhookSettings
{
    public const string DefaultUrl = "http://127.0.0.1:8090";

    private const string Secret = "MDLC_WEBHOOK_SECRET";
    private const string Token = "MDLC_WEBHOOK_TOKEN";
    private const int FewestTokenCharacters = 16;

    private static readonly char[] Separators = [' ', ',', '\n', '\r', '\t'];

    /// <exception cref="UserException">It is not one.</exception>
    public static IPEndPoint ReadUrl(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme != Uri.UriSchemeHttp || parsed.AbsolutePath != "/" || parsed.Query.Length + parsed.Fragment.Length + parsed.UserInfo.Length > 0)
        {
            throw Bad($"Found webhook URL '{url}', expected http://ADDRESS:PORT such as {DefaultUrl} (for https, put a proxy that ends TLS before it).");
        }

        var address = parsed.Host == "localhost" ? IPAddress.Loopback
            : IPAddress.TryParse(parsed.Host, out var ip) ? ip
            : throw Bad($"Found webhook host '{parsed.Host}', expected localhost or the IP address to listen on, such as 127.0.0.1 or 0.0.0.0.");
        return new IPEndPoint(address, parsed.Port);
    }

    /// <summary>Each of the two variables may hold several, so that they can be changed one after the other; with <c>_FILE</c> it names a file.</summary>
    /// <exception cref="UserException">One is not usable. The message does not hold it.</exception>
    public static WebhookCredentials ReadCredentials(Func<string, string?> variable)
    {
        var secrets = Read(Secret, variable).Select(text => WebhookSecret.TryParse(text, out var secret)
            ? secret
            : throw Bad($"{Secret} holds a secret that is not whsec_ and the base64 of 24 to 64 bytes. Make one: echo whsec_$(head -c 32 /dev/urandom | base64)"));
        var tokens = Read(Token, variable).Select(text => text.Length >= FewestTokenCharacters
            ? text
            : throw Bad($"{Token} holds a token of {text.Length} characters, expected at least {FewestTokenCharacters}."));
        return new WebhookCredentials([.. secrets], [.. tokens]);
    }

    private static string[] Read(string name, Func<string, string?> variable)
    {
        var text = variable(name) is { Length: > 0 } value ? value
            : variable($"{name}_FILE") is { Length: > 0 } file ? ReadFile($"{name}_FILE", file)
            : null;
        if (text is null)
        {
            return [];
        }

        return text.Split(Separators, StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } values
            ? values
            : throw Bad($"{name} is set, but holds nothing. Unset it, or give it a value.");
    }

    private static string ReadFile(string name, string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"{name} names a file that cannot be read: {fault.Message}", ExitCode.Usage, fault);
        }
    }

    private static UserException Bad(string message) => new(message, ExitCode.Usage);
}
