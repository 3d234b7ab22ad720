using System.Net;
using Mdlc.Catalog;
using Mdlc.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mdlc.Serving.Settings;

public sealed record ServingOptions
{
    public required Home Home { get; init; }

    /// <value>The default is the loopback address: whoever may connect may ask.</value>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <value>The default is 0: a free port is picked.</value>
    public int Port { get; init; }

    /// <summary>Keys of which every caller must know one.</summary>
    /// <value>The default is none: whoever can connect may ask, which only a loopback address allows.</value>
    public ApiKeys Keys { get; init; } = ApiKeys.None;

    /// <summary>What is shown over TLS; null: the server speaks HTTP.</summary>
    public ServerCertificate? Certificate { get; init; }

    /// <summary>Where a proxy that ends TLS shows this server; null: there is none.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>The projects whose models are served.</summary>
    /// <value>The default is empty: all.</value>
    public IReadOnlyList<string> Projects { get; init; } = [];

    /// <summary>Largest body of a request in bytes; over it the answer is 413.</summary>
    /// <value>The default is 32 MiB.</value>
    public long MaxRequestBytes { get; init; } = 32 << 20;

    /// <summary>What one request may ask for; over it the answer is 413.</summary>
    public RequestLimits Limits { get; init; } = new();

    /// <summary>What may wait in memory to be logged; over it requests are refused.</summary>
    public PendingLimits Pending { get; init; } = new();

    /// <summary>How often the catalog is asked which versions are wanted.</summary>
    /// <value>The default is 250 ms.</value>
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a logged prediction may stay in memory: what a killed server can lose.</summary>
    /// <value>The default is 1 s.</value>
    public TimeSpan FlushEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Rows after which the prediction log is written without waiting.</summary>
    /// <value>The default is 20 000.</value>
    public int FlushRows { get; init; } = 20_000;

    /// <summary>How long a server that stops goes on trying to write what it has answered.</summary>
    /// <value>The default is 8 s.</value>
    public TimeSpan LogWithin { get; init; } = TimeSpan.FromSeconds(8);

    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
