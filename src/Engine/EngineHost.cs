using System.Globalization;
using System.Net;
using System.Text;
using Mdlc.Engine.Frontend;
using Mdlc.Engine.Histories;
using Mdlc.Engine.Matching;
using Mdlc.Engine.Storage;
using Mdlc.Engine.Timers;
using Mdlc.Engine.Visibility;
using Mdlc.Engine.Visibility.Attributes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mdlc.Engine;

/// <summary>
/// A running engine: Temporal's gRPC services on one port, everything kept in one SQLite file. It owns the threads that the parts inside
/// do not have: the journal's writer, the timer, and the worker for what runs owe one another.
/// </summary>
public sealed class EngineHost : IAsyncDisposable
{
    private const int MaxStreamsPerConnection = 10_000;
    private const int MaxMessageBytes = 128 << 20;
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly DatabaseLock? _lock;
    private readonly EngineDatabase _database;
    private readonly Journal _journal;
    private readonly MatchingEngine _matching;
    private readonly HistoryEngine _engine;
    private readonly VisibilityManager _visibility;
    private readonly SearchAttributeSettings _searchAttributes;
    private readonly ILogger _logger;
    private JournalWriter? _writer;
    private WakeUpDriver<WorkflowRun>? _wakeUps;
    private Task _outbox = Task.CompletedTask;
    private WebApplication? _application;
    private int _disposed;

    private EngineHost(EngineOptions options)
    {
        _logger = options.LoggerFactory.CreateLogger<EngineHost>();
        _lock = options.DbFilename is { } file ? DatabaseLock.Take(file) : null;
        try
        {
            _database = EngineDatabase.Open(options.DbFilename, options.Durability);
        }
        catch
        {
            _lock?.Dispose();
            throw;
        }

        _journal = new Journal(_database, options.Durability, _logger);
        var registry = new SearchAttributeRegistry();
        var store = new VisibilityStore(registry);
        _visibility = new VisibilityManager(store, registry);
        _searchAttributes = new SearchAttributeSettings(registry, _journal);
        _matching = new MatchingEngine(options.TimeProvider);
        _engine = new HistoryEngine(new EngineServices
        {
            Time = options.TimeProvider,
            Journal = _journal,
            Database = _database,
            Matching = _matching,
            Limits = EngineLimits.From(options.DynamicConfig),
            Namespaces = new NamespaceRegistry(_journal),
            Visibility = new VisibilitySink(store, registry),
            Logger = _logger,
            WorkersEndWithServer = options.WorkersEndWithEngine,
        });
    }

    /// <summary>Where clients connect: host and port.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Opens the database, brings back what it holds, and listens.</summary>
    /// <exception cref="IOException">Another engine has the database file, or the port is in use.</exception>
    /// <exception cref="InvalidDataException">The file is no database of this engine, or of a newer version.</exception>
    public static async Task<EngineHost> StartAsync(EngineOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var host = new EngineHost(options);
        try
        {
            host.Recover(options);
            await host.ListenAsync(options, cancellationToken).ConfigureAwait(false);
            return host;
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Answers waiting polls, stops listening, writes what is queued, and closes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        _matching.CancelAll();
        if (_application is not null)
        {
            using var timeout = new CancellationTokenSource(StopTimeout);
            await _application.StopAsync(timeout.Token).ConfigureAwait(false);
            await _application.DisposeAsync().ConfigureAwait(false);
        }

        _wakeUps?.Dispose();
        await _outbox.ConfigureAwait(false);
        _writer?.Dispose();
        _database.Dispose();
        _lock?.Dispose();
        _stopping.Dispose();
    }

    private void Recover(EngineOptions options)
    {
        _writer = new JournalWriter(_journal);
        var settings = _database.ReadSettings();
        _engine.Services.Namespaces.Load(settings);
        _searchAttributes.Load(settings);
        foreach (var name in options.Namespaces.Prepend("default").Distinct(StringComparer.Ordinal))
        {
            if (!_engine.Services.Namespaces.TryGet(name, out _))
            {
                _ = _engine.Services.Namespaces.Put(Namespaces.Describe(name, _engine.Services.NewId()));
            }

            if (options.SearchAttributes.Count > 0)
            {
                _ = _searchAttributes.Add(name, options.SearchAttributes);
            }
        }

        _engine.Recover(NextEpoch(settings));
        _wakeUps = new WakeUpDriver<WorkflowRun>(_engine.Services.WakeUps, options.TimeProvider, WakeUp);
        _outbox = Task.Run(DeliverAsync);
    }

    /// <summary>Every life of the database has its number, so that tokens of an earlier one are recognised.</summary>
    private long NextEpoch(IReadOnlyDictionary<string, byte[]> settings)
    {
        var last = settings.TryGetValue("epoch", out var value) ? long.Parse(Encoding.UTF8.GetString(value), CultureInfo.InvariantCulture) : 0;
        var batch = new WriteBatch();
        batch.Settings.Add(("epoch", Encoding.UTF8.GetBytes((last + 1).ToString(CultureInfo.InvariantCulture))));

        // On disk before the first token that carries it: a life that ended early must not lend its number to the next.
        _database.Write([batch]);
        return last + 1;
    }

    private void WakeUp(WorkflowRun run)
    {
        try
        {
            _engine.WakeUp(run);
        }
        catch (Exception e)
        {
            _logger.LogError(e, "A timer of workflow {WorkflowId} ({RunId}) failed.", run.WorkflowId, run.RunId);
        }
    }

    private async Task DeliverAsync()
    {
        try
        {
            await foreach (var row in _engine.Outbox.ReadAllAsync(_stopping.Token).ConfigureAwait(false))
            {
                try
                {
                    _engine.Deliver(row);
                }
                catch (Exception e)
                {
                    _logger.LogError(e, "Work between workflows failed: {Row}.", row);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // What is left stands in the database and is done after the next start.
        }
    }

    private async Task ListenAsync(EngineOptions options, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(options.LoggerFactory);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.Http2.MaxStreamsPerConnection = MaxStreamsPerConnection;
            kestrel.Limits.Http2.InitialConnectionWindowSize = 8 << 20;
            kestrel.Limits.Http2.InitialStreamWindowSize = 4 << 20;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Parse(options.Ip), options.Port, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = MaxMessageBytes;
            grpc.MaxSendMessageSize = MaxMessageBytes;
        });
        var clusterId = _engine.Services.Namespaces.IdOf("default");
        FrontendServices.Add(builder.Services, _engine, _visibility, _searchAttributes, new EngineStatus(_journal, clusterId, _stopping.Token));
        _application = builder.Build();
        FrontendServices.Map(_application);
        await _application.StartAsync(cancellationToken).ConfigureAwait(false);
        Address = new Uri(_application.Urls.First()).Authority;
    }
}
