using System.Net;
using Mdlc.Http;
using Mdlc.Starter.Output;
using Mdlc.Web.Security;

namespace Mdlc.Starter.Hosting;

/// <summary>Where a webhook listens, and what its senders must know. Secrets come from the environment or a file, never from a command line that others can list.</summary>
internal static class WebhookSettings
{
    public const string DefaultUrl = "http://127.0.0.1:8090";

    private const string Secret = "MDLC_WEBHOOK_SECRET";
    private const string Token = "MDLC_WEBHOOK_TOKEN";

    /// <exception cref="UserException">It is not one.</exception>
    public static IPEndPoint ReadUrl(string url)
    {
        var read = ListenUrl.Read(url, "webhook", DefaultUrl, mayBeHttps: false, out var problem);
        return read?.EndPoint ?? throw Bad(problem!);
    }

    /// <summary>Each of the two variables may hold several, so that they can be changed one after the other; with <c>_FILE</c> it names a file.</summary>
    /// <exception cref="UserException">One is not usable. The message does not hold it.</exception>
    public static WebhookCredentials ReadCredentials(Func<string, string?> variable)
    {
        var secrets = Read(Secret, variable).Select(text => WebhookSecret.TryParse(text, out var secret)
            ? secret
            : throw Bad($"{Secret} holds a secret that is not whsec_ and the base64 of 24 to 64 bytes. Make one: echo whsec_$(head -c 32 /dev/urandom | base64)"));
        var tokens = Read(Token, variable).Select(text => ApiKeys.Problem(text) is { } problem ? throw Bad($"{Token} holds a token {problem}.") : text);
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

        return ApiKeys.Split(text) is { Length: > 0 } values
            ? values
            : throw Bad($"{name} is set, but holds nothing. Unset it, or give it a value.");
    }

    private static string ReadFile(string name, string file)
    {
        try
        {
            return BoundedFile.ReadText(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"{name} names a file that cannot be read: {fault.Message}", ExitCode.Usage, fault);
        }
    }

    private static UserException Bad(string message) => new(message, ExitCode.Usage);
}
