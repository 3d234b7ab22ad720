using System.Net;

namespace Mdlc.Http;

/// <summary>Where a server listens, as one types it: <c>http://ADDRESS:PORT</c>.</summary>
public sealed record ListenUrl(IPEndPoint EndPoint, bool IsHttps)
{
    /// <param name="what">Whose it is, for the sentence: "webhook".</param>
    /// <param name="example">One that is right.</param>
    /// <param name="mayBeHttps">Whether the server can end TLS itself.</param>
    /// <param name="problem">What is wrong with it; null when it is one.</param>
    public static ListenUrl? Read(string url, string what, string example, bool mayBeHttps, out string? problem)
    {
        problem = null;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed)
            || !(parsed.Scheme == Uri.UriSchemeHttp || (mayBeHttps && parsed.Scheme == Uri.UriSchemeHttps))
            || parsed.AbsolutePath != "/" || parsed.Query.Length + parsed.Fragment.Length + parsed.UserInfo.Length > 0)
        {
            var form = mayBeHttps ? "http://ADDRESS:PORT or https://ADDRESS:PORT" : "http://ADDRESS:PORT";
            problem = $"Found {what} URL '{BoundedText.Of(url)}', expected {form} such as {example}{(mayBeHttps ? "" : " (for https, put a proxy that ends TLS before it)")}.";
            return null;
        }

        var address = parsed.Host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(parsed.Host, out var ip) ? ip : null;
        if (address is null)
        {
            problem = $"Found {what} host '{BoundedText.Of(parsed.Host)}', expected localhost or the IP address to listen on, such as 127.0.0.1 or 0.0.0.0.";
            return null;
        }

        return new ListenUrl(new IPEndPoint(address, parsed.Port), parsed.Scheme == Uri.UriSchemeHttps);
    }
}
