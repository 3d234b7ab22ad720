using System.Threading.Channels;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Storage;

namespace Mdlc.Engine.Histories;

/// <summary>
/// Owner of all runs. Every operation takes the gate of one workflow id, changes its runs in memory, queues what goes to disk, and
/// returns a task that ends when a reply may leave. It has no thread: wake-ups, work between runs and commits are calls from outside.
/// </summary>
internal sealed partial class HistoryEngine
{
    /// <summary>How the server signs what it does itself.</summary>
    public const string ServerIdentity = "history-service";

    private readonly EngineServices _services;
    private readonly Channel<OutboxRow> _outbox = Channel.CreateUnbounded<OutboxRow>(new UnboundedChannelOptions { SingleReader = true });

    public HistoryEngine(EngineServices services)
    {
        _services = services;
        Runs = new RunDirectory(services.Database, services.Logger);
    }

    public RunDirectory Runs { get; }

    public EngineServices Services => _services;

    /// <summary>Work between runs that waits to be done by <see cref="Deliver"/>.</summary>
    public ChannelReader<OutboxRow> Outbox => _outbox.Reader;

    private EngineLimits Limits => _services.Limits;

    internal UnitOfWork Begin() => new(_services, row => _outbox.Writer.TryWrite(row));

    /// <summary>Changes one open run: the named one, or the newest of the id.</summary>
    /// <exception cref="ServiceException">There is no such run, or it is closed.</exception>
    private Task Change(string ns, string workflowId, string runId, Action<RunTransaction> change)
    {
        using var scope = Runs.Enter(ns, workflowId, runId);
        return Change(scope, change);
    }

    private Task Change(in RunScope scope, Action<RunTransaction> change)
    {
        var run = LoadOpen(scope.Handle);
        using var unit = Begin();
        change(unit.Open(run));
        return Commit(unit, run);
    }

    private WorkflowRun LoadOpen(RunHandle handle)
    {
        var run = Runs.Load(handle);
        return run.State.IsRunning ? run : throw ServiceException.WorkflowCompleted();
    }

    /// <summary>Checks the sizes of what was changed, commits, and notes closed runs.</summary>
    internal Task Commit(UnitOfWork unit, WorkflowRun run)
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

    /// <summary>A run that outgrew the limits is terminated rather than left to grow.</summary>
    private void EnforceHistoryLimits(RunTransaction transaction)
    {
        var run = transaction.Run;
        var reason = run.State.NextEventId - 1 > Limits.HistoryCountError ? "Workflow history count exceeds limit."
            : run.History.SizeBytes > Limits.HistorySizeError ? "Workflow history size exceeds limit."
            : null;
        if (reason is not null)
        {
            Terminate(transaction, reason, null, ServerIdentity);
        }
    }
}
