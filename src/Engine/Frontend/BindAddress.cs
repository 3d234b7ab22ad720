using System.Net;
using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Frontend;

/// <summary>Addresses that only this machine reaches need no protection; all others do.</summary>
internal static class BindAddress
{
    /// <exception cref="ArgumentException">An address is open to others and unprotected.</exception>
    public static void Check(EngineOptions options)
    {
        foreach (var ip in new[] { options.Ip, options.Ui?.Ip ?? options.Ip })
        {
            if (!IsLoopback(ip) && (options.Tls is null || options.ApiKey is null))
            {
                throw new ArgumentException(
                    $"{ip} can be reached from other machines, and found {Found(options)}; expected both a certificate (--tls-cert, --tls-key) and an API key"
                    + " (--api-key-file), because whoever connects can start, change and end every workflow. Give both, or bind to 127.0.0.1.");
            }
        }
    }

    /// <exception cref="ArgumentException">The text is no address.</exception>
    public static bool IsLoopback(string ip) => IPAddress.TryParse(ip, out var address)
        ? IPAddress.IsLoopback(address)
        : throw new ArgumentException($"found the address '{ip}', expected an IP address such as 127.0.0.1");

    /// <summary>With a slash in front and none at the end; empty for the root.</summary>
    public static string PublicPath(string path) => path.Trim('/') is { Length: > 0 } trimmed ? $"/{trimmed}" : "";

    private static string Found(EngineOptions options) => (options.Tls, options.ApiKey) switch
    {
        (null, null) => "neither a certificate nor an API key",
        (null, _) => "no certificate",
        _ => "no API key",
    };
}
