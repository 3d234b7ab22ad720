using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Storage;

namespace Mdlc.Engine.Histories.Transactions;

/// <summary>
/// Changes of one or more runs of a workflow id that reach the disk together. Use it under the gate of that id; what must not happen
/// before the commit (handing out tasks, telling others) is collected and happens after it.
/// </summary>
internal sealed class UnitOfWork : IDisposable
{
    private readonly Action<OutboxRow> _outbox;
    private readonly List<RunTransaction> _transactions = [];
    private readonly List<Action> _effects = [];
    private bool _committed;

    public UnitOfWork(EngineServices services, Action<OutboxRow> outbox)
    {
        (Services, _outbox) = (services, outbox);

        // Before the clock is read: until the effects have run, the time stays with what is done here.
        services.Skipper?.Hold();
        Now = services.Now;
    }

    public EngineServices Services { get; }

    /// <summary>The engine's time, the same for all that the unit does.</summary>
    public DateTime Now { get; }

    public WriteBatch Batch { get; } = new();

    /// <summary>Nobody waits for the commit: it may travel with the next one.</summary>
    public bool IsLazy { get; set; }

    public RunTransaction Open(WorkflowRun run)
    {
        foreach (var open in _transactions)
        {
            if (ReferenceEquals(open.Run, run))
            {
                return open;
            }
        }

        var transaction = new RunTransaction(this, run);
        _transactions.Add(transaction);
        return transaction;
    }

    /// <summary>Adds what must wait for the commit. It must be short and must not take gates.</summary>
    public void AfterCommit(Action effect) => _effects.Add(effect);

    /// <summary>Promises work on another run: it survives a crash until it is done.</summary>
    public void Promise(OutboxKind kind, long runKey, long eventId)
    {
        var row = new OutboxRow(Services.Journal.NextOutboxId(), (int)kind, runKey, eventId);
        Batch.Outbox.Add(row);
        Services.Skipper?.Hold();
        AfterCommit(() => _outbox(row));
    }

    /// <summary>Closes the transactions and queues the batch.</summary>
    /// <returns>A task that ends when a reply may leave.</returns>
    public Task Commit()
    {
        foreach (var transaction in _transactions)
        {
            transaction.Close();
        }

        _committed = true;
        Task commit;
        if (Batch.IsEmpty)
        {
            commit = LastCommits();
            RunEffects();
        }
        else if (IsLazy)
        {
            Services.Journal.AppendLazily(Batch);
            NoteWrites();
            RunEffects();
            return LastCommits();
        }
        else
        {
            commit = Services.Journal.Append(Batch, _effects.Count == 0 && Services.Skipper is null ? null : RunEffects);
        }

        NoteWrites();
        foreach (var transaction in _transactions)
        {
            transaction.Run.LastCommit = commit;
        }

        return commit;
    }

    /// <summary>A unit that was given up leaves the time free.</summary>
    public void Dispose()
    {
        if (!_committed)
        {
            Services.Skipper?.Release();
        }
    }

    /// <summary>Until the batch is on disk, its runs are in memory.</summary>
    private void NoteWrites()
    {
        foreach (var transaction in _transactions)
        {
            transaction.Run.Handle.LastWrite = Math.Max(transaction.Run.Handle.LastWrite, Batch.Number);
        }
    }

    private Task LastCommits() => _transactions.Count switch
    {
        0 => Task.CompletedTask,
        1 => _transactions[0].Run.LastCommit,
        _ => Task.WhenAll(_transactions.Select(t => t.Run.LastCommit)),
    };

    private void RunEffects()
    {
        try
        {
            foreach (var effect in _effects)
            {
                effect();
            }
        }
        finally
        {
            Services.Skipper?.Release();
        }
    }
}
