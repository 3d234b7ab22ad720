using Mdlc.Activities.Deployment;
using Mdlc.Activities.Notices;
using Mdlc.Activities.Runs;
using Mdlc.Activities.Triggers;
using Mdlc.Catalog;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Catalog.Trust;
using Mdlc.Contracts.Spec;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Testing;
using Mdlc.Starter.Schedules;
using Mdlc.Workflows;
using Mdlc.Workflows.Changes;
using Mdlc.Workflows.Lifecycle;
using Mdlc.Workflows.Monitoring;
using Mdlc.Workflows.Runs;
using Mdlc.Workflows.Triggers;
using Temporalio.Client;
using Temporalio.Worker;

namespace Mdlc.Unit.Tests.Workflows.Year;

/// <summary>An engine on a file and the workers of a model, from one moment of a simulated year on; the next one goes on where it was stopped.</summary>
internal sealed class TriggeredYear : IAsyncDisposable
{
    private readonly EngineTestHost _engine;
    private readonly SqliteCatalog _catalog;
    private readonly ModelSpec _spec;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _workers;
    private int _requests;

    private readonly ShiftedTime _clock;

    private TriggeredYear(EngineTestHost engine, ShiftedTime clock, TemporalClient client, SqliteCatalog catalog, Home home, ModelSpec spec, SimulatedWorld world)
    {
        (_engine, _clock, Client, _catalog, _spec) = (engine, clock, client, catalog, spec);
        _workers = WorkAsync(home, world);
    }

    /// <summary>By how much the engine is ahead of its machine's clock: its file remembers that.</summary>
    public TimeSpan Skipped => _engine.Time.GetUtcNow() - _clock.GetUtcNow();

    public TemporalClient Client { get; }

    public ModelSchedule Schedule => new(Client, _spec.Project, _spec.Model);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<TriggeredYear> StartAsync(Home home, SqliteCatalog catalog, ModelSpec spec, SimulatedWorld world, DateTimeOffset at)
    {
        var clock = new ShiftedTime(at);
        var engine = await EngineTestHost.StartAsync(new()
        {
            SearchAttributes = SearchAttributes.All,
            Retention = TimeSpan.FromDays(800),
            DbFilename = Path.Combine(home.Root, "engine.db"),
            Durability = Durability.Relaxed,
            TimeProvider = clock,
            DynamicConfig = new Dictionary<string, string> { ["limit.historyCount.suggestContinueAsNew"] = "500" },
        });
        return new TriggeredYear(engine, clock, await TemporalClient.ConnectAsync(new(engine.Address) { DataConverter = MdlcDataConverter.Instance }), catalog, home, spec, world);
    }

    public Task SkipToAsync(DateTimeOffset moment) => _engine.SkipToAsync(moment, Token);

    public Task WhenIdleAsync() => _engine.WhenIdleAsync(Token);

    /// <summary>What <c>mdlc apply</c> does.</summary>
    public async Task<AppliedSpec> ApplyAsync(ModelSpec spec)
    {
        var before = await _catalog.Runs.AppliedAsync(spec.Project, spec.Model, Token);
        var change = new SpecChange($"change-{before?.RequestId}{_requests++}", spec, "ops", before?.RequestId);
        var applied = await AskAsync(l => l.ChangeSpecAsync(change), change.Id);
        await Schedule.ApplyAsync(spec.Triggers.Schedule, onlyAsks: false, Token);
        return applied;
    }

    public async Task<T> AskAsync<T>(System.Linq.Expressions.Expression<Func<ModelLifecycle, Task<T>>> update, string id) =>
        await LifecycleClient.AskAsync(Client, await Lifecycles.BeginningAsync(_catalog, _spec.Project, _spec.Model, Token), update, id, Token);

    public Task SignalAsync(System.Linq.Expressions.Expression<Func<ModelLifecycle, Task>> signal) =>
        new Lifecycles(_catalog, Client).SignalAsync(_spec.Project, _spec.Model, signal, Token);

    public Task<LifecycleState> StateAsync() =>
        Client.GetWorkflowHandle<ModelLifecycle>(ModelLifecycle.IdOf(_spec.Project, _spec.Model)).QueryAsync(l => l.State());

    /// <summary>Workers first, then the engine: as a machine that is shut down.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _workers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _engine.DisposeAsync();
        _stop.Dispose();
    }

    private async Task WorkAsync(Home home, SimulatedWorld world)
    {
        var (queues, time, lifecycles) = (new TaskQueues(_spec.Project), _engine.Time, new Lifecycles(_catalog, Client));
        var stages = new SimulatedStages(world, _catalog, lifecycles, time, tellsByEvent: false);
        var guard = new DecisionGuard(new TrustStore(home), new DecisionStore(home), time);
        var champions = new SimulatedChampions(_catalog, time);
        using var hook = new NoticeHook(NoticeSettings.Read(_ => null), time);
        using var workflows = new TemporalWorker(Client, new TemporalWorkerOptions(queues.Workflows)
            .AddWorkflow<ModelLifecycle>()
            .AddWorkflow<TrainingRun>()
            .AddWorkflow<ScheduledTrigger>()
            .AddWorkflow<MonitorWindow>()
            .AddAllActivities(new RunActivities(_catalog, new ArtifactStore(home), Client, time))
            .AddAllActivities(new TriggerActivities(_catalog, lifecycles))
            .AddAllActivities(new NoticeActivities(new NoticeFile(home), hook))
            .AddAllActivities(champions)
            .AddAllActivities(new DeploymentActivities(_catalog, guard, time)));
        using var data = new TemporalWorker(Client, new TemporalWorkerOptions(queues.Data).AddAllActivities(stages));
        using var train = new TemporalWorker(Client, new TemporalWorkerOptions(queues.Train).AddAllActivities(stages));
        using var deploy = new TemporalWorker(
            Client, new TemporalWorkerOptions(queues.Deploy).AddAllActivities(stages).AddAllActivities(champions).AddAllActivities(new DeploymentActivities(_catalog, guard, time)));
        await Task.WhenAll(new[] { workflows, data, train, deploy }.Select(worker => worker.ExecuteAsync(_stop.Token)));
    }
}
