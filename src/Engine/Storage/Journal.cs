using System.Diagnostics;
using Mdlc.Engine.Kernel;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Mdlc.Engine.Storage;

/// <summary>
/// The queue of writes. Batches are committed in the order in which they were appended, many in one transaction; what must wait for
/// the disk waits here. Whoever owns a thread calls <see cref="Flush"/>; the journal has none of its own.
/// </summary>
internal sealed class Journal(EngineDatabase database, Durability durability, ILogger logger)
{
    /// <summary>The number of batches that are refused for good.</summary>
    private const long NeverWritten = long.MaxValue;

    private readonly Lock _gate = new();
    private List<(WriteBatch Batch, Action? Committed)> _pending = [];
    private List<(WriteBatch Batch, Action? Committed)> _spare = [];

    /// <summary>What those who appended wait for: all of them end with the next commit. New batches get the last one.</summary>
    private List<TaskCompletionSource> _waiting = [NewGroup()];
    private Task _flushing = Task.CompletedTask;
    private bool _lazyOnly = true;
    private long _lastNumber;
    private long _written;
    private long _lastRunKey;
    private long _lastOutboxId;

    /// <summary>Raised (outside locks) when there is something that should be flushed soon.</summary>
    public event Action? Signalled;

    /// <summary>Raised after a commit and before anything that waited for it: what was committed, and how long it took.</summary>
    public event Action<IReadOnlyList<WriteBatch>, TimeSpan>? Committed;

    /// <summary>Raised when the disk refused a commit.</summary>
    public event Action<Exception>? Refused;

    /// <summary>True while the disk refuses writes: nothing is lost, new work is refused.</summary>
    public bool IsStalled { get; private set; }

    /// <summary>Why nothing will be written any more, in words: the database is damaged. Null while it is not.</summary>
    public string? Damage { get; private set; }

    /// <summary>The number of the last batch that is on disk: all up to it are.</summary>
    public long Written => Interlocked.Read(ref _written);

    public long NextRunKey() => Interlocked.Increment(ref _lastRunKey);

    public long NextOutboxId() => Interlocked.Increment(ref _lastOutboxId);

    /// <summary>Sets where numbering goes on after a restart.</summary>
    public void ContinueAfter(long lastRunKey, long lastOutboxId) => (_lastRunKey, _lastOutboxId) = (lastRunKey, lastOutboxId);

    /// <summary>Queues a batch. Call it under the lock of the run it belongs to, so that its batches keep their order.</summary>
    /// <param name="committed">Runs when the batch may be acted upon: after its commit (strict) or at once (relaxed). Must be short and must not take run locks.</param>
    /// <returns>A task that ends when a reply that depends on the batch may leave.</returns>
    public Task Append(WriteBatch batch, Action? committed)
    {
        Task reply;
        lock (_gate)
        {
            if (Damage is { } damage)
            {
                batch.Number = NeverWritten;
                return Task.FromException(ServiceException.DataLoss(damage));
            }

            batch.Number = ++_lastNumber;
            _pending.Add((batch, durability == Durability.Strict ? committed : null));
            _lazyOnly = false;
            reply = durability == Durability.Strict ? _waiting[^1].Task : Task.CompletedTask;
        }

        if (durability == Durability.Relaxed)
        {
            committed?.Invoke();
        }

        Signalled?.Invoke();
        return reply;
    }

    /// <summary>Queues a batch that may wait for company: it is written with the next one, or when <see cref="Flush"/> is called anyway.</summary>
    public void AppendLazily(WriteBatch batch)
    {
        bool first;
        lock (_gate)
        {
            if (Damage is not null)
            {
                batch.Number = NeverWritten;
                return;
            }

            batch.Number = ++_lastNumber;
            first = _pending.Count == 0;
            _pending.Add((batch, null));
        }

        // Whoever has been told of a batch before it takes this one along; telling again would end its wait for company.
        if (first)
        {
            Signalled?.Invoke();
        }
    }

    /// <summary>
    /// Ends when all that was appended so far is on disk, but for what nobody waits for; it fails as those do that wait for it. Without waiting
    /// for any disk (relaxed) it is over at once.
    /// </summary>
    public Task Settled()
    {
        lock (_gate)
        {
            return durability == Durability.Relaxed || Damage is not null ? Task.CompletedTask : _lazyOnly ? _flushing : _waiting[^1].Task;
        }
    }

    /// <summary>Whether <see cref="Flush"/> has anything to do.</summary>
    public bool HasWork
    {
        get
        {
            lock (_gate)
            {
                return _pending.Count > 0;
            }
        }
    }

    /// <summary>Whether <see cref="Flush"/> has anything to do that somebody waits for.</summary>
    public bool HasUrgentWork
    {
        get
        {
            lock (_gate)
            {
                return !_lazyOnly;
            }
        }
    }

    /// <summary>Commits all that is queued, as one transaction, and runs what waited for it.</summary>
    /// <returns>False when the disk refused: the batches stay queued in front; call again later.</returns>
    public bool Flush()
    {
        List<(WriteBatch Batch, Action? Committed)> group;
        List<TaskCompletionSource> done;
        lock (_gate)
        {
            if (_pending.Count == 0)
            {
                return true;
            }

            (group, _pending) = (_pending, _spare);
            (done, _waiting) = (_waiting, [NewGroup()]);
            _flushing = done[^1].Task;
            _lazyOnly = true;
        }

        var batches = group.ConvertAll(static entry => entry.Batch);
        var started = Stopwatch.GetTimestamp();
        try
        {
            database.Write(batches);
        }
        catch (Exception e) when (e is DamagedRecordException or SqliteException { SqliteErrorCode: SqliteError.Corrupt or SqliteError.NotADatabase })
        {
            GiveUp(done, e);
            Refused?.Invoke(e);
            return true;
        }
        catch (SqliteException e)
        {
            PutBack(group, done, e);
            Refused?.Invoke(e);
            return false;
        }

        EndStall();
        Interlocked.Exchange(ref _written, batches[^1].Number);
        Committed?.Invoke(batches, Stopwatch.GetElapsedTime(started));

        foreach (var (_, committed) in group)
        {
            RunCommitted(committed);
        }

        done.ForEach(static group => group.SetResult());
        group.Clear();
        _spare = group;
        return true;
    }

    private static TaskCompletionSource NewGroup() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void EndStall()
    {
        if (IsStalled)
        {
            IsStalled = false;
            logger.LogWarning("The database accepts commits again.");
        }
    }

    private void RunCommitted(Action? committed)
    {
        try
        {
            committed?.Invoke();
        }
        catch (Exception e)
        {
            logger.LogError(e, "An effect of a commit failed.");
        }
    }

    /// <summary>No patience makes a damaged database whole: whoever waits is told so, and whoever comes.</summary>
    private void GiveUp(List<TaskCompletionSource> done, Exception error)
    {
        var damage = $"The database is damaged ({error.Message.TrimEnd('.')}): nothing more is written to it. Stop the engine and put a backup in its place.";
        logger.LogCritical(error, "{Damage}", damage);
        lock (_gate)
        {
            Damage = damage;
            _pending.Clear();
            _lazyOnly = true;
            done.AddRange(_waiting);
            _waiting = [NewGroup()];
        }

        done.ForEach(group => group.SetException(ServiceException.DataLoss(damage)));
    }

    /// <summary>Batches keep their order: those that failed go in front of those that came meanwhile, and one commit answers all.</summary>
    private void PutBack(List<(WriteBatch Batch, Action? Committed)> group, List<TaskCompletionSource> done, SqliteException error)
    {
        if (!IsStalled)
        {
            logger.LogError(
                error, "The database refused a commit ({Count} batches; {Reason}): new work is refused until it accepts them. Nothing is lost. Is its disk full?", group.Count, error.Message.TrimEnd('.'));
        }

        IsStalled = true;
        lock (_gate)
        {
            if (_pending.Count > 0)
            {
                done.AddRange(_waiting);
            }

            group.AddRange(_pending);
            (_pending, _waiting) = (group, done);
            _spare = [];
            _lazyOnly = false;
        }
    }
}
