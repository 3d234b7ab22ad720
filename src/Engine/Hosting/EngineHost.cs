using System.Globalization;
using System.Text;
using Mdlc.Engine.Frontend;
using Mdlc.Engine.Frontend.Calls;
using Mdlc.Engine.Histories;
using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Schedules;
using Mdlc.Engine.Storage;
using Mdlc.Engine.Telemetry;
using Mdlc.Engine.Timers;
using Microsoft.Extensions.Logging;

namespace Mdlc.Engine.Hosting;

/// <summary>
/// A running engine: Temporal's services on its ports, everything kept in one SQLite file. It owns the threads that the parts inside
/// do not have: the journal's writer, the timer, and the worker for what runs owe one another.
/// </summary>
public sealed class EngineHost : IAsyncDisposable
{
    private const string OwnWorkersSetting = "own-workers";

    /// <summary>How often it is noted that the engine is there. A life without commits is not to count as an absence, save for its last moments.</summary>
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly DatabaseLock? _lock;
    private readonly EngineParts _parts;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private EngineMetrics? _metrics;
    private FrontendHost? _frontend;
    private JournalWriter? _writer;
    private ITimer? _alive;
    private WakeUpDriver<WorkflowRun>? _wakeUps;
    private WakeUpDriver<ScheduleHandle>? _scheduleWakeUps;
    private RetentionDriver? _retention;
    private RetentionDriver? _batchRetention;
    private Task _outbox = Task.CompletedTask;
    private Task _batches = Task.CompletedTask;
    private Task _removals = Task.CompletedTask;
    private int _disposed;

    private EngineHost(EngineOptions options)
    {
        _logger = options.LoggerFactory.CreateLogger<EngineHost>();
        _lock = options.DbFilename is { } file ? DatabaseLock.Take(file) : null;
        _time = options.TimeProvider;
        EngineDatabase? database = null;
        try
        {
            database = OpenDatabase(options);
            _parts = new EngineParts(
                database, options.Durability, EngineLimits.From(options.DynamicConfig), options.TimeProvider, options.TimeSkipping, _logger,
                closed: (ns, status) => _metrics?.Workflows.Closed(ns, status));
        }
        catch
        {
            database?.Dispose();
            _lock?.Dispose();
            throw;
        }

        _parts.Database.WritingBack += mark => _lock?.NoteWriteBack(mark, _time.GetUtcNow());
        _parts.Journal.Committed += (batches, _) => _lock?.Note(CommitNote.Of(batches, _parts.Database.Mark, _time.GetUtcNow()));
    }

    /// <summary>The engine's clock, which is ahead of <see cref="EngineOptions.TimeProvider"/> by what was skipped.</summary>
    public TimeProvider Time => _parts.Clocks.Time;

    internal TimeSkipper? Skipper => _parts.Clocks.Skipper;

    /// <summary>Where clients connect: host and port.</summary>
    public string Address => _frontend?.Address ?? "";

    /// <summary>What the database was found to lack when it was opened, as a sentence; null when nothing is known to be lost.</summary>
    public string? Loss { get; private set; }

    /// <summary>Why nothing is written any more, as a sentence; null while the database is whole.</summary>
    public string? Damage => _parts.Journal.Damage;

    /// <summary>Host and port of the HTTP API, if there is one.</summary>
    public string? HttpAddress => _frontend?.HttpAddress;

    /// <summary>Host and port of the web interface, if there is one.</summary>
    public string? UiAddress => _frontend?.UiAddress;

    /// <summary>Host and port of the metrics, if there are any.</summary>
    public string? MetricsAddress => _frontend?.MetricsAddress;

    /// <summary>Opens the database, brings back what it holds, and listens.</summary>
    /// <exception cref="IOException">Another engine has the database file, or the port is in use.</exception>
    /// <exception cref="InvalidDataException">The file is no database of this engine, or of a newer version.</exception>
    public static async Task<EngineHost> StartAsync(EngineOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var host = new EngineHost(options);
        try
        {
            host.BringBack(options);
            await host.ListenAsync(options, cancellationToken).ConfigureAwait(false);
            foreach (var unknown in EngineLimits.Unknown(options.DynamicConfig))
            {
                host._logger.LogWarning("{Unknown}", unknown);
            }

            host._logger.LogInformation("Serving at {Address}, from {File}.", host.Address, options.DbFilename ?? "memory");
            host._parts.Clocks.Skipper?.Release();
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
        _parts.Matching.CancelAll();
        if (_frontend is not null)
        {
            await _frontend.DisposeAsync().ConfigureAwait(false);
        }

        if (_alive is not null)
        {
            await _alive.DisposeAsync().ConfigureAwait(false);
        }

        _wakeUps?.Dispose();
        _scheduleWakeUps?.Dispose();
        _retention?.Dispose();
        _batchRetention?.Dispose();
        _parts.Clocks.Dispose();
        await _outbox.ConfigureAwait(false);
        await _batches.ConfigureAwait(false);
        await _removals.ConfigureAwait(false);
        _writer?.Dispose();
        if (_writer is not null && _parts.Journal is { IsStalled: false, Damage: null })
        {
            _lock?.NoteStop(_time.GetUtcNow());
        }

        _parts.Database.Dispose();
        _lock?.Dispose();
        _stopping.Dispose();
    }

    private EngineDatabase OpenDatabase(EngineOptions options)
    {
        if (options.DbFilename is not { } file)
        {
            return EngineDatabase.Open(null, options.Durability, options.SqlitePragmas);
        }

        EngineDatabase? database = null;
        try
        {
            var check = OpeningCheck.Of(file, _lock?.Found);
            database = EngineDatabase.Open(file, options.Durability, options.SqlitePragmas, options.Vfs);
            Loss = check.Run(database, _logger);
            _lock?.NoteFound(database.Mark, options.TimeProvider.GetUtcNow());
            return database;
        }
        catch (Exception e) when (DamagedDatabase.IsMeantBy(e))
        {
            database?.Dispose();
            throw DamagedDatabase.Refusal(file, e.Message.TrimEnd('.'), e);
        }
        catch
        {
            database?.Dispose();
            throw;
        }
    }

    private void BringBack(EngineOptions options)
    {
        try
        {
            Recover(options);
        }
        catch (Exception e) when (options.DbFilename is not null && DamagedDatabase.IsMeantBy(e))
        {
            throw DamagedDatabase.Refusal(options.DbFilename, e.Message.TrimEnd('.'), e);
        }
    }

    private void Recover(EngineOptions options)
    {
        _writer = new JournalWriter(_parts.Journal);
        var settings = _parts.Database.ReadSettings();
        _parts.Histories.Services.Namespaces.Load(settings);
        _parts.SearchAttributeSettings.Load(settings);
        _parts.TaskQueues.Load(settings);
        _parts.Deployments.Load(settings);
        foreach (var name in options.Namespaces.Prepend("default").Distinct(StringComparer.Ordinal))
        {
            if (!_parts.Histories.Services.Namespaces.TryGet(name, out _))
            {
                _ = _parts.Histories.Services.Namespaces.Put(Namespaces.Describe(name, _parts.Histories.Services.NewId(), options.Retention.ToDuration()));
            }

            if (options.SearchAttributes.Count > 0)
            {
                _ = _parts.SearchAttributeSettings.Add(name, options.SearchAttributes);
            }
        }

        var downtimes = Downtimes.Read(settings).And(_parts.Clocks.Time.GetUtcNow().UtcDateTime - Downtime(), _parts.Clocks.Time.GetUtcNow().UtcDateTime);
        var gone = settings.TryGetValue(OwnWorkersSetting, out var identity) ? Encoding.UTF8.GetString(identity) : "";
        _parts.Histories.Recover(NextEpoch(settings, downtimes, options.OwnWorkers), downtimes, gone);
        _parts.Scheduler.Recover();
        _parts.Batcher.Recover(settings);
        _wakeUps = new WakeUpDriver<WorkflowRun>(_parts.Histories.Services.WakeUps, _parts.Clocks.Time, WakeUp, _parts.Clocks.Skipper);
        _scheduleWakeUps = new WakeUpDriver<ScheduleHandle>(_parts.Scheduler.WakeUps, _parts.Clocks.Time, WakeUp, _parts.Clocks.Skipper);
        _retention = new RetentionDriver(_parts.Clocks.Time, _parts.Histories.Retention.Sweep, _logger);
        _batchRetention = new RetentionDriver(_parts.Clocks.Time, _parts.Batcher.SweepRetention, _logger);
        if (options.MetricsPort is not null)
        {
            // Only now: what a restart brings back has been counted in an earlier life.
            _metrics = new EngineMetrics(name => _parts.Histories.Services.Namespaces.TryGet(name, out _));
            _metrics.Watch(_parts.Matching);
            _metrics.Watch(_parts.Journal);
        }

        _alive = _time.CreateTimer(_ => _lock?.NoteAlive(_time.GetUtcNow()), null, SignOfLife, SignOfLife);
        _outbox = Task.Run(DeliverAsync);
        _batches = Task.Run(() => _parts.Batcher.RunAsync(_stopping.Token));
        _removals = Task.Run(() => _parts.Removal.Resume(_stopping.Token));
    }

    /// <summary>How long nobody was there, as far as is known: since the last note.</summary>
    private TimeSpan Downtime() => _lock?.Found is { } last && _time.GetUtcNow() is var now && last.Time < now ? now - last.Time : TimeSpan.Zero;

    /// <summary>Every life of the database has its number, so that tokens of an earlier one are recognised; and it names the workers that end with it.</summary>
    private long NextEpoch(IReadOnlyDictionary<string, byte[]> settings, Downtimes downtimes, string ownWorkers)
    {
        var last = settings.TryGetValue("epoch", out var value) ? long.Parse(Encoding.UTF8.GetString(value), CultureInfo.InvariantCulture) : 0;
        var batch = new WriteBatch();
        batch.Settings.Add(("epoch", Encoding.UTF8.GetBytes((last + 1).ToString(CultureInfo.InvariantCulture))));
        batch.Settings.Add((OwnWorkersSetting, Encoding.UTF8.GetBytes(ownWorkers)));
        batch.Settings.Add((Downtimes.Setting, downtimes.ToBytes()));

        // On disk before the first token that carries it: a life that ended early must not lend its number to the next.
        _parts.Database.Write([batch]);
        _lock?.Note(CommitNote.Of([batch], _parts.Database.Mark, _time.GetUtcNow()));
        return last + 1;
    }

    private void WakeUp(WorkflowRun run)
    {
        try
        {
            _parts.Histories.DueWork.WakeUp(run);
        }
        catch (Exception e)
        {
            _logger.LogError(e, "A timer of workflow {WorkflowId} ({RunId}) failed.", run.WorkflowId, run.RunId);
        }
    }

    private void WakeUp(ScheduleHandle schedule)
    {
        try
        {
            _parts.Scheduler.WakeUp(schedule);
        }
        catch (Exception e)
        {
            _logger.LogError(e, "A wake-up of schedule {ScheduleId} failed.", schedule.State.ScheduleId);
        }
    }

    private async Task DeliverAsync()
    {
        try
        {
            await foreach (var row in _parts.Histories.Outbox.ReadAllAsync(_stopping.Token).ConfigureAwait(false))
            {
                try
                {
                    _parts.Histories.Deliveries.Deliver(row);
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
        var status = new EngineStatus(_parts.Journal, _parts.Histories.Services.Namespaces.IdOf("default"), _metrics, _stopping.Token);
        var services = new FrontendServices(_parts.Histories, _parts.Scheduler, _parts.Batcher, _parts.Visibility, _parts.SearchAttributeSettings, _parts.TaskQueues, _parts.Removal, status, _parts.Clocks);
        _frontend = await FrontendHost.StartAsync(options, services, _parts.Histories.Services.Namespaces, _metrics, cancellationToken).ConfigureAwait(false);
    }
}
