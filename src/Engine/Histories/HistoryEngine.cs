using System.Threading.Channels;
using Mdlc.Engine.Histories.Activities;
using Mdlc.Engine.Histories.Operations;
using Mdlc.Engine.Histories.Outbox;
using Mdlc.Engine.Histories.Reading;
using Mdlc.Engine.Histories.Resetting;
using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.Signals;
using Mdlc.Engine.Histories.Starting;
using Mdlc.Engine.Histories.Tasks;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Histories.Updates;
using Mdlc.Engine.Storage;

namespace Mdlc.Engine.Histories;

/// <summary>
/// Owner of all runs: what can be done with them, by what it is about. It has no thread: wake-ups, work between runs and commits are calls
/// from outside.
/// </summary>
internal sealed class HistoryEngine
{
    public HistoryEngine(EngineServices services)
    {
        Core = new HistoryCore(services);
        var creation = new RunCreation(Core);
        var ends = new RunEnds(Core, creation);
        Options = new WorkflowOptions(Core);
        Signals = new WorkflowSignals(Core);
        Pauses = new WorkflowPauses(Core);
        var replies = new WorkflowTaskReplies(Core);
        Starts = new WorkflowStarts(Core, creation, Options, replies);
        ActivityTasks = new ActivityTasks(Core);
        ActivityControl = new ActivityControl(Core);
        WorkflowTasks = new WorkflowTasks(Core, replies, ends, ActivityTasks);
        DueWork = new DueWork(Core, ends);
        Reads = new HistoryReads(Core);
        Chains = new ChainReads(Core);
        Queries = new WorkflowQueries(Core);
        FastForwards = new FastForwards(Core);
        Updates = new WorkflowUpdates(Core);
        UpdatesWithStart = new UpdatesWithStart(Core, Starts, Updates);
        Resets = new WorkflowResets(Core, creation, Options);
        ResetTargets = new ResetTargets(Core);
        Deletions = new Deletions(Core);
        Retention = new RetentionSweep(Core);
        Deliveries = new Deliveries(Core, new ChildWorkflows(Core, creation), new ExternalWorkflows(Core), new WorkflowOperations(Core, Starts), Deletions);
    }

    /// <summary>What all of them are made of.</summary>
    public HistoryCore Core { get; }

    public EngineServices Services => Core.Services;

    public RunDirectory Runs => Core.Runs;

    /// <summary>Work between runs that waits to be done by <see cref="Deliveries"/>.</summary>
    public ChannelReader<OutboxRow> Outbox => Core.Outbox;

    public WorkflowStarts Starts { get; }

    public WorkflowSignals Signals { get; }

    public WorkflowPauses Pauses { get; }

    public WorkflowOptions Options { get; }

    public WorkflowTasks WorkflowTasks { get; }

    public ActivityTasks ActivityTasks { get; }

    public ActivityControl ActivityControl { get; }

    public DueWork DueWork { get; }

    public HistoryReads Reads { get; }

    public ChainReads Chains { get; }

    public WorkflowQueries Queries { get; }

    public FastForwards FastForwards { get; }

    public WorkflowUpdates Updates { get; }

    public UpdatesWithStart UpdatesWithStart { get; }

    public WorkflowResets Resets { get; }

    public ResetTargets ResetTargets { get; }

    public Deletions Deletions { get; }

    public RetentionSweep Retention { get; }

    public Deliveries Deliveries { get; }

    /// <summary>Brings everything back that the database holds. Call it once, before anything else.</summary>
    /// <param name="epoch">Tells this life of the server from all before it.</param>
    /// <param name="downtimes">When the server was away, the last time until now.</param>
    /// <param name="gone">The identity of workers that ended with the life before.</param>
    public void Recover(long epoch, Downtimes downtimes, string gone = "") => new Recovery(Core).Run(epoch, downtimes, gone);
}
