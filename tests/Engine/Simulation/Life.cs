using Mdlc.Engine.Frontend.Calls;
using Mdlc.Engine.Histories;
using Mdlc.Engine.Hosting;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Schedules;
using Mdlc.Engine.Storage;
using Mdlc.Engine.Tests.Storage;
using Microsoft.Extensions.Time.Testing;
using Temporalio.Api.History.V1;

namespace Mdlc.Engine.Tests.Simulation;

/// <summary>One life of an engine, from the opening of its file to the end of its process. It has no threads: each of its turns is a call.</summary>
internal sealed class Life : IDisposable
{
    private readonly DatabaseLock _lock;
    private readonly EngineParts _parts;
    private readonly FakeTimeProvider _time;
    private readonly WriterSteps _writer;

    // The thread's sleep is what the world does between two of its turns.
    private readonly WakeUpCall _call = new(static (_, _) => { });
    private TimeSpan _patience = TimeSpan.Zero;
    private DateTimeOffset? _writerWakes;

    /// <param name="looks">Whether all pages are read first, as an engine does after a crash.</param>
    public Life(string file, FaultyDisk disk, FakeTimeProvider time, Random ids, long epoch, TimeSpan away, bool looks)
    {
        _time = time;
        _writerWakes = time.GetUtcNow();
        _lock = DatabaseLock.Take(file);
        EngineDatabase? database = null;
        try
        {
            var check = OpeningCheck.Of(file, _lock.Found);
            database = EngineDatabase.Open(file, Durability.Strict, vfs: disk.Name);
            if (looks)
            {
                Loss = check.Run(database, Log);
                _lock.NoteFound(database.Mark, time.GetUtcNow());
            }

            _parts = new EngineParts(
                database, Durability.Strict, new EngineLimits { ContinueAsNewMinInterval = TimeSpan.Zero }, time, TimeSkipping.Off, Log, () => NewGuid(ids), closedRunsKept: 2);
            _parts.Database.WritingBack += mark => _lock.NoteWriteBack(mark, time.GetUtcNow());
            _parts.Journal.Committed += (batches, _) => _lock.Note(CommitNote.Of(batches, _parts.Database.Mark, time.GetUtcNow()));
            Journal.Signalled += _call.Call;
            _writer = new WriterSteps(Journal);
            Found = Logs();
            Recover(epoch, away);
        }
        catch
        {
            database?.Dispose();
            _lock.Dispose();
            throw;
        }
    }

    public HistoryEngine Engine => _parts.Histories;

    public Scheduler Scheduler => _parts.Scheduler;

    public EngineParts Parts => _parts;

    public Journal Journal => _parts.Journal;

    /// <summary>What the engine wrote into its log as an error that is none of the disk's.</summary>
    public ListedErrors Log { get; } = new();

    /// <summary>What was found lost when the file was opened, in words.</summary>
    public string? Loss { get; }

    /// <summary>The logs of all runs as they were on disk before this life changed anything.</summary>
    public IReadOnlyDictionary<long, IReadOnlyList<LogRecord>> Found { get; }

    /// <summary>The events of closed runs that were read in this life.</summary>
    public Dictionary<string, IReadOnlyList<HistoryEvent>> ClosedEvents { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the writer's thread would run now: it was called, or its patience is over.</summary>
    public bool WriterIsDue => _call.IsCalled || _writerWakes <= _time.GetUtcNow();

    /// <summary>Whether the writer's thread wakes up by itself, or is called.</summary>
    public bool WriterWillWake => _call.IsCalled || _writerWakes is not null;

    /// <summary>When something is due by itself; null when never.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            DateTimeOffset? run = Engine.Services.WakeUps.NextDue is { } first ? new DateTimeOffset(first, TimeSpan.Zero) : null;
            DateTimeOffset? schedule = Scheduler.WakeUps.NextDue is { } next ? new DateTimeOffset(next, TimeSpan.Zero) : null;
            return new[] { run, schedule, _writerWakes }.Min();
        }
    }

    /// <summary>The writer's thread wakes up, if it would, and works until it sleeps again.</summary>
    /// <returns>Whether it did.</returns>
    public bool Write()
    {
        if (!WriterIsDue)
        {
            return false;
        }

        _call.Wait(_patience);
        _patience = _writer.Step();
        _writerWakes = _patience == Timeout.InfiniteTimeSpan ? null : _time.GetUtcNow() + _patience;
        return true;
    }

    public bool Deliver(bool twice = false)
    {
        if (!Engine.Outbox.TryRead(out var row))
        {
            return false;
        }

        Engine.Deliveries.Deliver(row);
        if (twice)
        {
            Engine.Deliveries.Deliver(row);
        }

        return true;
    }

    public bool Wake()
    {
        if (Scheduler.WakeUps.TakeDue(Engine.Services.Now) is { } schedule)
        {
            Scheduler.WakeUp(schedule);
            return true;
        }

        if (Engine.Services.WakeUps.TakeDue(Engine.Services.Now) is { } run)
        {
            Engine.DueWork.WakeUp(run);
            return true;
        }

        return false;
    }

    public void Dispose()
    {
        _parts.Dispose();
        _lock.Dispose();
    }

    private Dictionary<long, IReadOnlyList<LogRecord>> Logs() => _parts.Database.ReadOpenRuns().Select(run => run.Key)
        .Concat(_parts.Database.SomeClosed("default", int.MaxValue))
        .ToDictionary(key => key, _parts.Database.ReadLog);

    private static Guid NewGuid(Random ids)
    {
        var bytes = new byte[16];
        ids.NextBytes(bytes);
        return new Guid(bytes);
    }

    private void Recover(long epoch, TimeSpan away)
    {
        var settings = _parts.Database.ReadSettings();
        Engine.Services.Namespaces.Load(settings);
        _parts.Deployments.Load(settings);
        if (!Engine.Services.Namespaces.TryGet("default", out _))
        {
            _ = Engine.Services.Namespaces.Put(Namespaces.Describe("default", "namespace-id", Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromDays(3650))));
        }

        var downtimes = Downtimes.Read(settings).And(Engine.Services.Now - away, Engine.Services.Now);
        var batch = new WriteBatch();
        batch.Settings.Add((Downtimes.Setting, downtimes.ToBytes()));
        _parts.Database.Write([batch]);
        Engine.Recover(epoch, downtimes);
        Scheduler.Recover();
    }
}
