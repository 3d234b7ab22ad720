using System.Net;
using Mdlc.Http;
using Mdlc.Serving.Settings;

namespace Mdlc.Serving.Security;

/// <summary>May the server listen where it is told to?</summary>
public static class ServingExposure
{
    /// <returns>Null: it may; else the sentence that refuses.</returns>
    public static string? Refusal(ServingOptions options)
    {
        var endPoint = new IPEndPoint(options.Host, options.Port);
        return Exposure.Lack(endPoint, !options.Keys.AreNone, options.Certificate is not null, options.Proxy) switch
        {
            ExposureLack.Keys => $"The server would be reached {(options.Proxy is { } proxy ? $"through {proxy}" : $"at {endPoint}")} from other machines and ask for no key: whoever reaches it could ask. "
                + "Name a file of keys with --api-key-file, or listen on a loopback address.",
            ExposureLack.Tls => $"The server would listen at {endPoint} without TLS: keys and rows would go over the network for all to read. Give it --tls-cert and --tls-key with an https URL; "
                + "or, where a proxy before it ends TLS, say so with --proxy https://its.name; or listen on a loopback address.",
            _ => null,
        };
    }
}
