using System.Net;

namespace Mdlc.Http;

/// <summary>Who can reach a server: programs of this machine, which may ask; or others, which must say who they are, over a line that nobody reads along.</summary>
public static class Exposure
{
    public static bool IsBeyondThisMachine(IPEndPoint endPoint) => !IPAddress.IsLoopback(endPoint.Address);

    /// <summary>Whether callers are known by the address alone: then only requests that are addressed to this machine are answered, see <see cref="LoopbackName"/>.</summary>
    public static bool IsOfThisMachineOnly(IPEndPoint endPoint, bool asksForKeys) => !IsBeyondThisMachine(endPoint) && !asksForKeys;

    /// <param name="hasTls">Whether the server ends TLS itself.</param>
    /// <param name="proxy">Where a proxy shows this server that ends TLS; null: there is none.</param>
    /// <returns>Null: it may listen. Else what is lacking.</returns>
    public static ExposureLack? Lack(IPEndPoint endPoint, bool asksForKeys, bool hasTls, Uri? proxy) =>
        !asksForKeys && (IsBeyondThisMachine(endPoint) || proxy is not null) ? ExposureLack.Keys
        : IsBeyondThisMachine(endPoint) && !hasTls && proxy is null ? ExposureLack.Tls
        : null;
}
