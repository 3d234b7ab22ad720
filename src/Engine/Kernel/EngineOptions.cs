using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mdlc.Engine.Kernel;

/// <summary>How an engine is set up.</summary>
public sealed record EngineOptions
{
    /// <summary>The address to listen on.</summary>
    /// <value>Loopback by default. Any other address needs <see cref="Tls"/> and <see cref="ApiKey"/>.</value>
    public string Ip { get; init; } = "127.0.0.1";

    /// <summary>The port for gRPC; 0 picks a free one, which the running engine tells.</summary>
    public int Port { get; init; }

    /// <summary>The port of the HTTP API; 0 picks a free one.</summary>
    /// <value>Null: there is none.</value>
    public int? HttpPort { get; init; }

    /// <summary>The web interface.</summary>
    /// <value>Null: there is none.</value>
    public UiOptions? Ui { get; init; }

    /// <summary>The port of <c>/metrics</c>; 0 picks a free one.</summary>
    /// <value>Null: nothing is counted.</value>
    public int? MetricsPort { get; init; }

    /// <summary>The certificate that every port shows.</summary>
    /// <value>Null: connections are not encrypted.</value>
    public TlsFiles? Tls { get; init; }

    /// <summary>The key that every caller must show.</summary>
    /// <value>Null: nobody is asked.</value>
    public string? ApiKey { get; init; }

    /// <summary>The SQLite file; null keeps everything in memory. Its folder must exist.</summary>
    public string? DbFilename { get; init; }

    /// <summary>Namespaces to create if they do not exist; <c>default</c> always does.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>
    /// How long the namespaces that are created keep closed workflow runs: afterwards a run, its history and its place in lists are deleted,
    /// and its space in the file is used again. A namespace that exists keeps its own; UpdateNamespace changes it.
    /// </summary>
    /// <value>24 hours by default, as on Temporal's dev server.</value>
    public TimeSpan Retention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Search attributes to register in those namespaces: name to type (Keyword, Text, Int, Double, Bool, Datetime, KeywordList).</summary>
    public IReadOnlyDictionary<string, string> SearchAttributes { get; init; } = new Dictionary<string, string>();

    /// <summary>Temporal's dynamic configuration, as far as <see cref="EngineLimits"/> knows its keys.</summary>
    public IReadOnlyDictionary<string, string> DynamicConfig { get; init; } = new Dictionary<string, string>();

    /// <summary>Settings of SQLite, by the names of its pragmas; those that would weaken what <see cref="Durability"/> promises are refused.</summary>
    public IReadOnlyDictionary<string, string> SqlitePragmas { get; init; } = new Dictionary<string, string>();

    /// <summary>When replies leave.</summary>
    public Durability Durability { get; init; } = Durability.Strict;

    /// <summary>
    /// The identity of the workers in the engine's own process, which end with it: after a restart, what they had in hand is handed out
    /// again at once. An activity of any other worker stays with it, and its answer is taken, until its timeouts say that it is gone.
    /// </summary>
    /// <value>Empty by default: all workers are other processes.</value>
    public string OwnWorkers { get; init; } = "";

    /// <summary>What SQLite reaches the file through; tests put a disk there that fails.</summary>
    internal string? Vfs { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Whether the time in which all workflows only wait is skipped: for tests.</summary>
    /// <value>Off by default. Where it is on, the engine serves Temporal's TestService as well.</value>
    public TimeSkipping TimeSkipping { get; init; }

    /// <summary>Where the engine logs.</summary>
    /// <value>Nowhere by default.</value>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
