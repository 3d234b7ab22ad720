using System.Net;
using Mdlc.Catalog;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mdlc.Web.Pages;

public sealed record PagesOptions
{
    public required Home Home { get; init; }

    /// <summary>A port of the loopback address.</summary>
    /// <value>The default is 0: a free port is picked.</value>
    public int Port { get; init; }

    /// <summary>Never another than a loopback address.</summary>
    internal IPEndPoint EndPoint => new(IPAddress.Loopback, Port);

    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
