using Mdlc.Engine.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mdlc.Engine;

/// <summary>How an engine is set up.</summary>
public sealed record EngineOptions
{
    /// <summary>The address to listen on.</summary>
    /// <value>Loopback by default; the engine has no authentication, so leave it there.</value>
    public string Ip { get; init; } = "127.0.0.1";

    /// <summary>The port for gRPC; 0 picks a free one, told by <see cref="EngineHost.Address"/>.</summary>
    public int Port { get; init; }

    /// <summary>The SQLite file; null keeps everything in memory. Its folder must exist.</summary>
    public string? DbFilename { get; init; }

    /// <summary>Namespaces to create if they do not exist; <c>default</c> always does.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>Search attributes to register in those namespaces: name to type (Keyword, Text, Int, Double, Bool, Datetime, KeywordList).</summary>
    public IReadOnlyDictionary<string, string> SearchAttributes { get; init; } = new Dictionary<string, string>();

    /// <summary>Temporal's dynamic configuration, as far as <see cref="EngineLimits"/> knows its keys.</summary>
    public IReadOnlyDictionary<string, string> DynamicConfig { get; init; } = new Dictionary<string, string>();

    /// <summary>When replies leave.</summary>
    public Durability Durability { get; init; } = Durability.Strict;

    /// <summary>
    /// The workers live in the engine's process and end with it: after a restart an activity that one of them had in hand is handed out
    /// again at once. Otherwise it stays with its worker, whose answer is still taken, until its timeouts say that the worker is gone.
    /// </summary>
    /// <value>False by default: workers are other processes.</value>
    public bool WorkersEndWithEngine { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where the engine logs.</summary>
    /// <value>Nowhere by default.</value>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
