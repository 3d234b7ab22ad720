using System.Net;
using Mdlc.Web.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mdlc.Web;

public sealed record WebhookOptions
{
    /// <value>The default is a free port of the loopback address.</value>
    public IPEndPoint EndPoint { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>What a sender must know.</summary>
    /// <value>The default is none: whoever can connect may send, which only a loopback address allows.</value>
    public WebhookCredentials Credentials { get; init; } = WebhookCredentials.None;

    /// <summary>Largest body of a request in bytes; over it the answer is 413.</summary>
    /// <value>The default is 1 MiB.</value>
    public int MaxRequestBytes { get; init; } = 1 << 20;

    /// <summary>How long one request's arrivals may take to become durable; after it the answer is 503.</summary>
    /// <value>The default is 10 s.</value>
    public TimeSpan DeliverWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Is told what comes of each event.</summary>
    /// <value>The default is null: nobody.</value>
    public IEventTeller? Teller { get; init; }

    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
