using System.Diagnostics;
using Mdlc.Catalog;
using Mdlc.Catalog.Files;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Faults;
using Mdlc.Engine.Hosting;
using Mdlc.Engine.Kernel;
using Mdlc.Starter.Output;
using Mdlc.Worker;
using Mdlc.Workflows;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Temporalio.Client;

namespace Mdlc.Starter.Hosting;

/// <summary>
/// A command's way to the workflows: the server that the environment names, or this home's engine. If that engine runs in another process
/// the session attaches to it; if none does, or that process dies, it holds the engine and the workers itself.
/// </summary>
internal sealed class EngineSession : IAsyncDisposable
{
    private static readonly TimeSpan StartupPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly Home _home;
    private readonly ICatalog _catalog;
    private readonly IReadOnlyCollection<string> _projects;
    private readonly WorkerBuild? _build;
    private readonly ILoggerFactory _loggers;
    private readonly TimeProvider _time;
    private readonly int? _webPort;
    private readonly int _port;
    private Embedded? _embedded;
    private bool _toldOfNoRoom;

    private EngineSession(Home home, ICatalog catalog, IReadOnlyCollection<string> projects, WorkerBuild? build, int? webPort, int port, ILoggerFactory loggers, TimeProvider time)
    {
        _home = home;
        _catalog = catalog;
        _projects = projects;
        _build = build;
        _webPort = webPort;
        _port = port;
        _loggers = loggers;
        _time = time;
    }

    public TemporalClient Client { get; private set; } = null!;

    /// <summary>host:port of the server.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Where the engine's pages and HTTP API are; null where it has none, or where the server is not an engine of ours.</summary>
    public string? Web { get; private set; }

    /// <summary>The build of the workers that this process has while it holds the engine.</summary>
    public WorkerBuild? Build => _build;

    /// <summary>True while this process holds the engine.</summary>
    public bool IsEmbedded => _embedded is not null;

    /// <summary>True when the environment named the server.</summary>
    public bool IsConfigured { get; private init; }

    /// <param name="projects">Projects that the workers serve from the start when this process holds the engine.</param>
    /// <param name="build">Which build those workers are; null where builds are not told apart.</param>
    /// <param name="webPort">Where this process, when it holds the engine, shows its pages, on loopback; 0 picks a free port, null shows none.</param>
    /// <param name="port">Of the engine's gRPC, when this process holds it; 0 picks a free one.</param>
    /// <exception cref="UserException">The server does not answer, or the port is taken.</exception>
    /// <exception cref="FaultException">The catalog or the engine's database is damaged.</exception>
    public static async Task<EngineSession> OpenAsync(
        Home home,
        ICatalog catalog,
        IReadOnlyCollection<string> projects,
        WorkerBuild? build,
        int? webPort,
        int port,
        ILoggerFactory loggers,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        // A catalog that cannot be read is told before anything is begun that would only log it.
        _ = await catalog.Runs.ProjectsAsync(cancellationToken);
        var session = new EngineSession(home, catalog, projects, build, webPort, port, loggers, time) { IsConfigured = TemporalClients.HasConfiguredServer };
        if (session.IsConfigured)
        {
            await session.ConnectConfiguredAsync();
        }
        else
        {
            await session.AttachOrEmbedAsync(takesOver: false, cancellationToken);
        }

        return session;
    }

    /// <summary>The server that is there already; starts nothing and writes nothing.</summary>
    /// <returns>Null when there is none, or it does not answer.</returns>
    public static async Task<TemporalClient?> TryAttachAsync(Home home, Func<ILoggerFactory> loggers)
    {
        try
        {
            return TemporalClients.HasConfiguredServer ? await TemporalClients.ConnectConfiguredAsync(loggers())
                : EngineLock.IsHeld(home) && EngineLock.ReadAddress(home) is { } engine ? await TemporalClients.ConnectAsync(engine.Address, loggers())
                : null;
        }
        catch (Exception fault) when (fault is InvalidOperationException or Temporalio.Exceptions.RpcException)
        {
            return null;
        }
    }

    /// <summary>Called in every wait: when the process that held the engine is gone, follows the one that took it over, or takes it over.</summary>
    /// <returns>True when this process has just taken it over.</returns>
    /// <exception cref="FaultException">The engine's database is damaged.</exception>
    public async Task<bool> EnsureAsync(CancellationToken cancellationToken)
    {
        _embedded?.RequireWhole();
        if (IsConfigured || IsEmbedded || (EngineLock.IsHeld(_home) && EngineLock.ReadAddress(_home)?.Address == Address))
        {
            return false;
        }

        try
        {
            await AttachOrEmbedAsync(takesOver: true, cancellationToken);
            return IsEmbedded;
        }
        catch (Exception full) when (NoRoom.IsMeantBy(full))
        {
            // Whoever waits goes on waiting: the next look tries again.
            if (!_toldOfNoRoom)
            {
                _toldOfNoRoom = true;
                Report.Warn($"The engine cannot be taken over yet. {NoRoom.Told(full, _home.Root).Message}");
            }

            return false;
        }
    }

    /// <summary>Waits for an answer for as long as there is an engine that could give it.</summary>
    /// <inheritdoc cref="EnsureAsync"/>
    public async Task<T> AnswerAsync<T>(Task<T> answer, CancellationToken cancellationToken)
    {
        while (!answer.IsCompleted)
        {
            _embedded?.RequireWhole();
            await Task.WhenAny(answer, Task.Delay(LookEvery, _time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }

        return await answer;
    }

    /// <summary>Returns when Ctrl-C or SIGTERM came; until then there is an engine.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await EnsureAsync(cancellationToken);
            await Task.Delay(LookEvery, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_embedded is { } embedded)
        {
            _embedded = null;
            await embedded.DisposeAsync();
        }
    }

    private async Task ConnectConfiguredAsync()
    {
        try
        {
            Client = await TemporalClients.ConnectConfiguredAsync(_loggers);
            Address = Client.Connection.Options.TargetHost ?? "";
        }
        catch (Exception fault) when (fault is InvalidOperationException or Temporalio.Exceptions.RpcException)
        {
            var address = Environment.GetEnvironmentVariable("TEMPORAL_ADDRESS");
            throw new UserException(
                $"No Temporal server answers at {address} (TEMPORAL_ADDRESS): {fault.Message}. Start it, or unset TEMPORAL_ADDRESS to use the embedded engine.",
                inner: fault);
        }
    }

    /// <param name="takesOver">Work waits for this engine: it is not kept from starting because the port of its pages is taken.</param>
    private async Task AttachOrEmbedAsync(bool takesOver, CancellationToken cancellationToken)
    {
        var patience = Stopwatch.StartNew();
        while (true)
        {
            if (EngineLock.TryAcquire(_home) is { } held)
            {
                _embedded = await Embedded.StartAsync(held, _home, _catalog, _projects, _build, _webPort, _port, takesOver, _loggers, _time, cancellationToken);
                (Client, Address, Web) = (_embedded.Client, _embedded.Location.Address, _embedded.Location.Web);
                return;
            }

            // Another process holds the lock: it may still be starting, or dying.
            if (EngineLock.ReadAddress(_home) is { } other && await TryConnectAsync(other.Address) is { } client)
            {
                (Client, Address, Web) = (client, other.Address, other.Web);
                return;
            }

            if (patience.Elapsed > StartupPatience)
            {
                throw new UserException(
                    $"Another process holds the engine of {_home.Root} but does not answer. See its log under {_home.Logs}; end it, and run this again.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), _time, cancellationToken);
        }
    }

    private async Task<TemporalClient?> TryConnectAsync(string address)
    {
        try
        {
            return await TemporalClients.ConnectAsync(address, _loggers);
        }
        catch (Exception fault) when (fault is InvalidOperationException or Temporalio.Exceptions.RpcException)
        {
            return null;
        }
    }

    /// <summary>What this process holds when it is the home's engine. Workers stop before the engine they poll.</summary>
    private sealed class Embedded(EngineLock held, EngineHost engine, EngineAddress location, TemporalClient client, MdlcWorker worker) : IAsyncDisposable
    {
        /// <summary>What a run did is in the catalog for good; its workflow can be looked into for a month.</summary>
        private static readonly TimeSpan Retention = TimeSpan.FromDays(30);

        /// <summary>Tells the workers of this process from those of others, also after it is gone.</summary>
        private static string OwnIdentity => $"{Environment.ProcessId}@{Environment.MachineName}";

        public TemporalClient Client { get; } = client;

        public EngineAddress Location => location;

        public static async Task<Embedded> StartAsync(
            EngineLock held,
            Home home,
            ICatalog catalog,
            IReadOnlyCollection<string> projects,
            WorkerBuild? build,
            int? webPort,
            int port,
            bool anyOtherPort,
            ILoggerFactory loggers,
            TimeProvider time,
            CancellationToken cancellationToken)
        {
            EngineHost? engine = null;
            try
            {
                EngineFile.Require(home);
                engine = await StartEngineAsync(home, Options(home, loggers, time) with { Port = port }, webPort, anyOtherPort, cancellationToken);
                var client = await TemporalClients.ConnectAsync(engine.Address, loggers, OwnIdentity);
                await EngineFile.RecogniseAsync(home, client);
                if (engine.Loss is { } loss)
                {
                    Report.Warn(loss);
                    await LostRuns.EndAsync(catalog, client, cancellationToken);
                }

                var worker = MdlcWorker.Start(home, catalog, client, projects, build, loggers, time);
                var location = new EngineAddress(engine.Address, Environment.ProcessId, engine.UiAddress is { } web ? $"http://{web}" : null);
                held.Publish(location);
                return new Embedded(held, engine, location, client, worker);
            }
            catch
            {
                if (engine is not null)
                {
                    await engine.DisposeAsync();
                }

                held.Dispose();
                throw;
            }
        }

        /// <exception cref="FaultException">The engine has found its database damaged: what it drives stands still.</exception>
        public void RequireWhole()
        {
            if (engine.Damage is { } damage)
            {
                throw FaultException.InEnvironment($"The engine of this home has stopped. {damage}");
            }
        }

        public async ValueTask DisposeAsync()
        {
            await worker.DisposeAsync();
            await engine.DisposeAsync();
            held.Dispose();
        }

        private static async Task<EngineHost> StartEngineAsync(
            Home home, EngineOptions options, int? webPort, bool anyOtherPort, CancellationToken cancellationToken)
        {
            try
            {
                return await EngineHost.StartAsync(options with { Ui = webPort is { } port ? new() { Port = port } : null }, cancellationToken);
            }
            catch (IOException taken) when (options.Port > 0 && taken.InnerException is AddressInUseException && taken.Message.Contains($":{options.Port}", StringComparison.Ordinal))
            {
                return anyOtherPort
                    ? await StartEngineAsync(home, options with { Port = 0 }, webPort, anyOtherPort, cancellationToken)
                    : throw new UserException($"Port {options.Port} cannot be listened on: {Listening.Why(taken)} Name another for the engine with --port, or 0 for any.", inner: taken);
            }
            catch (IOException taken) when (webPort > 0 && taken.InnerException is AddressInUseException)
            {
                if (anyOtherPort)
                {
                    return await EngineHost.StartAsync(options with { Ui = new() }, cancellationToken);
                }

                throw new UserException($"Port {webPort} cannot be listened on: {taken.Message} Name another for the engine's pages with --web-port, or 0 for any.", inner: taken);
            }
            catch (Exception refused) when (webPort is not null && refused is not IOException && Listening.IsRefused(refused))
            {
                throw new UserException($"Port {webPort} cannot be listened on: {Listening.Why(refused)} Name another for the engine's pages with --web-port, or 0 for any.", inner: refused);
            }
            catch (Exception full) when (NoRoom.IsMeantBy(full) || (full is Microsoft.Data.Sqlite.SqliteException && NoRoom.IsIn(home.Root)))
            {
                throw NoRoom.Told(full, home.Root);
            }
            catch (InvalidDataException damage)
            {
                throw FaultException.InEnvironment(damage.Message.ReplaceLineEndings(" "), damage);
            }
            catch (Exception fault) when (fault is not (OperationCanceledException or IOException))
            {
                // Damage has many faces; whichever it is, the engine would not start another time either.
                throw EngineFile.Unusable(home, fault.Message, fault);
            }
        }

        private static EngineOptions Options(Home home, ILoggerFactory loggers, TimeProvider time) => new()
        {
            DbFilename = home.EngineFile,
            SearchAttributes = SearchAttributes.All,
            DynamicConfig = DynamicConfig(),
            LoggerFactory = loggers,
            TimeProvider = time,
            OwnWorkers = OwnIdentity,
            Retention = Retention,
        };

        /// <summary>MDLC_ENGINE_CONFIG: settings of the engine in Temporal's form, <c>key=value</c> separated by semicolons.</summary>
        private static Dictionary<string, string> DynamicConfig() =>
            (Environment.GetEnvironmentVariable("MDLC_ENGINE_CONFIG") ?? "")
                .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(pair => pair.Split('=', 2))
                .Where(pair => pair.Length == 2)
                .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
    }
}
