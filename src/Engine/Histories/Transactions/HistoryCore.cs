using System.Threading.Channels;
using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Storage;

namespace Mdlc.Engine.Histories.Transactions;

/// <summary>
/// What every operation on runs is made of: it takes the gate of one workflow id, changes its runs in memory, queues what goes to disk, and
/// returns a task that ends when a reply may leave.
/// </summary>
internal sealed class HistoryCore
{
    private readonly Channel<OutboxRow> _outbox = Channel.CreateUnbounded<OutboxRow>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Numbers hand-outs; each life of the server begins beyond all that earlier ones can have reached.</summary>
    private long _lastStart;

    public HistoryCore(EngineServices services)
    {
        Services = services;
        Runs = new RunDirectory(services.Database, services.Journal, services.ClosedRunsKept, services.Logger);
        services.Journal.Committed += (batches, _) => NoteWritten(batches);
    }

    public EngineServices Services { get; }

    public RunDirectory Runs { get; }

    /// <summary>Work between runs that waits to be done.</summary>
    public ChannelReader<OutboxRow> Outbox => _outbox.Reader;

    /// <summary>Distinguishes this life of the server from earlier ones.</summary>
    public long Epoch { get; private set; }

    public void BeginLife(long epoch)
    {
        Epoch = epoch;
        _lastStart = epoch << 32;
    }

    /// <summary>The number of one hand-out of an activity.</summary>
    public long NextStart() => Interlocked.Increment(ref _lastStart);

    /// <summary>Has work between runs done that is promised on disk.</summary>
    public void Enqueue(OutboxRow row) => _outbox.Writer.TryWrite(row);

    public UnitOfWork Begin() => new(Services, Enqueue);

    /// <summary>Changes one open run: the named one, or the newest of the id.</summary>
    /// <exception cref="ServiceException">There is no such run, or it is closed.</exception>
    public Task Change(string ns, string workflowId, string runId, Action<RunTransaction> change)
    {
        using var scope = Runs.Enter(ns, workflowId, runId);
        return Change(scope, change);
    }

    public Task Change(in RunScope scope, Action<RunTransaction> change)
    {
        var run = LoadOpen(scope.Handle);
        using var unit = Begin();
        change(unit.Open(run));
        return Commit(unit, run);
    }

    /// <exception cref="ServiceException">The run is closed.</exception>
    public WorkflowRun LoadOpen(RunHandle handle)
    {
        var run = Runs.Load(handle);
        return run.State.IsRunning ? run : throw ServiceException.WorkflowCompleted();
    }

    /// <summary>Changes the run if it is open, and does nothing otherwise.</summary>
    public void OnOpenRun(RunHandle handle, Action<RunTransaction> change)
    {
        lock (handle.Workflow.Gate)
        {
            var run = Runs.Load(handle);
            if (run.State.IsRunning)
            {
                using var unit = Begin();
                change(unit.Open(run));
                Commit(unit, run);
            }
        }
    }

    /// <summary>Checks the sizes of what was changed, commits, and notes closed runs.</summary>
    public Task Commit(UnitOfWork unit, WorkflowRun run)
    {
        if (run.State.IsRunning)
        {
            EnforceHistoryLimits(unit.Open(run));
        }

        var commit = unit.Commit();
        if (!run.State.IsRunning)
        {
            Runs.KeepClosed(run.Handle);
        }

        return commit;
    }

    private void NoteWritten(IReadOnlyList<WriteBatch> batches)
    {
        foreach (var batch in batches)
        {
            batch.Closed.ForEach(closed => Services.Visibility.Written(closed.Row));
            batch.Removed.ForEach(Services.Visibility.Removed);
        }

        Runs.NoteWritten(batches);
    }

    /// <summary>A run that outgrew the limits is terminated rather than left to grow.</summary>
    private void EnforceHistoryLimits(RunTransaction transaction)
    {
        var run = transaction.Run;
        var reason = run.State.NextEventId - 1 > Services.Limits.HistoryCountError ? "Workflow history count exceeds limit."
            : run.History.SizeBytes > Services.Limits.HistorySizeError ? "Workflow history size exceeds limit."
            : null;
        if (reason is not null)
        {
            RunClosing.Terminate(transaction, reason, null, EngineServices.ServerIdentity);
        }
    }
}
