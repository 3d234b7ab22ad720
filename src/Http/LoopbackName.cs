using System.Net;
using Microsoft.AspNetCore.Http;

namespace Mdlc.Http;

/// <summary>
/// What is open on loopback is meant for programs of this machine. A web page can have its own host's name lead to 127.0.0.1 and ask in that
/// name; so only names that mean this machine are answered.
/// </summary>
public static class LoopbackName
{
    /// <returns>Null when the request is addressed to this machine, else the sentence that refuses it.</returns>
    public static string? Refusal(HttpRequest request)
    {
        var host = request.Host.Host;
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address))
            ? null
            : $"Found Host '{BoundedText.Of(host)}', expected localhost or a loopback address: whoever may connect may ask here, so it is open to this machine only.";
    }
}
