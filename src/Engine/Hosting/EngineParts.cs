using Mdlc.Engine.Batches;
using Mdlc.Engine.Deployments;
using Mdlc.Engine.Frontend;
using Mdlc.Engine.Frontend.Calls;
using Mdlc.Engine.Histories;
using Mdlc.Engine.Histories.Closed;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Matching;
using Mdlc.Engine.Schedules;
using Mdlc.Engine.Storage;
using Mdlc.Engine.Timers;
using Mdlc.Engine.Visibility;
using Mdlc.Engine.Visibility.Attributes;
using Microsoft.Extensions.Logging;

namespace Mdlc.Engine.Hosting;

/// <summary>
/// The engine's parts, put together: no sockets, no threads and no timers. A host drives them by its own, a test by its loop.
/// </summary>
internal sealed class EngineParts : IDisposable
{
    /// <param name="database">Is closed with the parts.</param>
    /// <param name="newGuid">Makes ids; null for random ones.</param>
    /// <param name="closed">Is told of each run that is shown closed.</param>
    /// <param name="closedRunsKept">How many closed runs stay in memory.</param>
    public EngineParts(
        EngineDatabase database, Durability durability, EngineLimits limits, TimeProvider time, TimeSkipping skipping, ILogger logger,
        Func<Guid>? newGuid = null, Action<string, WorkflowExecutionStatus>? closed = null, int closedRunsKept = EngineServices.ClosedRunsKeptByDefault)
    {
        Database = database;
        Journal = new Journal(database, durability, logger);
        SearchAttributes = new SearchAttributeRegistry();
        Workflows = new VisibilityStore(SearchAttributes, new ClosedRuns(database));
        Visibility = new VisibilityManager(Workflows, SearchAttributes);
        SearchAttributeSettings = new SearchAttributeSettings(SearchAttributes, Journal);
        Clocks = EngineClocks.Create(skipping, time, database.ReadSettings(), Journal);
        Matching = new MatchingEngine(Clocks.Wall);
        TaskQueues = new TaskQueueSettings(Matching, Journal);
        Deployments = new DeploymentRegistry(Matching, Journal, Clocks.Time, limits, (ns, version) => PinnedRuns.Exist(Workflows, ns, version));
        Histories = new HistoryEngine(new EngineServices
        {
            Time = Clocks.Time,
            WallClock = Clocks.Wall,
            Skipper = Clocks.Skipper,
            Journal = Journal,
            Database = database,
            Matching = Matching,
            Deployments = Deployments,
            Limits = limits,
            Namespaces = new NamespaceRegistry(Journal, limits),
            Visibility = new VisibilitySink(Workflows, SearchAttributes, closed),
            Logger = logger,
            NewGuid = newGuid ?? Guid.NewGuid,
            ClosedRunsKept = closedRunsKept,
        });
        Scheduler = new Scheduler(Histories, new VisibilityStore(SearchAttributes));
        Batcher = new Batcher(Histories, Workflows, new VisibilityStore(SearchAttributes));
        Removal = new NamespaceRemoval(Histories, Scheduler, Batcher, SearchAttributeSettings, TaskQueues);
        if (Clocks.Skipper is { } skipper)
        {
            skipper.Watch(() => Histories.Services.WakeUps.NextDue);
            skipper.Watch(() => Scheduler.WakeUps.NextDue);

            // Until all that the database holds is back.
            skipper.Hold();
        }
    }

    public EngineDatabase Database { get; }

    public Journal Journal { get; }

    public EngineClocks Clocks { get; }

    public MatchingEngine Matching { get; }

    public DeploymentRegistry Deployments { get; }

    public HistoryEngine Histories { get; }

    public Scheduler Scheduler { get; }

    public Batcher Batcher { get; }

    public SearchAttributeRegistry SearchAttributes { get; }

    public SearchAttributeSettings SearchAttributeSettings { get; }

    /// <summary>What lists know of runs.</summary>
    public VisibilityStore Workflows { get; }

    public VisibilityManager Visibility { get; }

    public TaskQueueSettings TaskQueues { get; }

    public NamespaceRemoval Removal { get; }

    public void Dispose()
    {
        Clocks.Dispose();
        Database.Dispose();
    }
}
