using System.Diagnostics;
using System.Globalization;
using Mdlc.Activities.Deployment;
using Mdlc.Activities.Runs;
using Mdlc.Activities.Triggers;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Catalog.Trust;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Engine.Testing;
using Mdlc.Starter.Schedules;
using Mdlc.Workflows;
using Mdlc.Workflows.Lifecycle;
using Mdlc.Workflows.Monitoring;
using Mdlc.Workflows.Runs;
using Mdlc.Workflows.Triggers;
using Temporalio.Client;
using Temporalio.Client.Schedules;
using Temporalio.Worker;

namespace Mdlc.Unit.Tests.Workflows.Year;

/// <summary>
/// A year of a model that is trained every night and watched every noon, as its workflows, its schedule and its catalog live it: only
/// reading data and training are simulated, and the time between is skipped.
/// </summary>
public sealed class ModelYearTests(ITestOutputHelper output)
{
    private const int Days = 365;

    private static readonly int[] Changes = [9, 10, 58, 59, 90, 180, 244, 301, 363];

    private static readonly ModelSpec Spec = new()
    {
        Project = "year",
        Model = "demand",
        Task = ModelTask.Regression,
        Label = "count",
        Source = new() { Path = "/data/demand.csv" },
        Evaluate = new() { Metric = "rmse" },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Year_OfNightlyTrainingAndNoonWatches_EndsWithAChampionOfEachChange()
    {
        using var home = new TemporaryHome();
        await using var catalog = new SqliteCatalog(home.Home);
        await using var engine = await EngineTestHost.StartAsync(new()
        {
            SearchAttributes = SearchAttributes.All,
            Retention = TimeSpan.FromDays(2 * Days),
            DynamicConfig = new Dictionary<string, string> { ["limit.historyCount.suggestContinueAsNew"] = "500" },
        });
        var client = await TemporalClient.ConnectAsync(new(engine.Address) { DataConverter = MdlcDataConverter.Instance });
        var start = new DateTimeOffset(engine.Time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(1);
        var lifecycles = new Lifecycles(catalog, client);
        var stages = new SimulatedStages(new SimulatedWorld(start, Changes), catalog, lifecycles, engine.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var workers = WorkAsync(client, catalog, new DecisionGuard(new TrustStore(home.Home), new DecisionStore(home.Home), engine.Time), new ArtifactStore(home.Home), lifecycles, stages, engine.Time, stop.Token);
        await engine.SkipToAsync(start, Token);

        await FirstRunAsync(catalog, lifecycles, start);
        await engine.WhenIdleAsync(Token);
        await new ModelSchedule(client, Spec.Project, Spec.Model).SetAsync("0 3 * * *", "UTC", spec: null, atOnce: false, Token);
        await WatchEveryNoonAsync(client);
        var watch = Stopwatch.StartNew();
        await engine.SkipToAsync(start.AddDays(Days), Token);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Days} days in {watch.Elapsed.TotalSeconds:0.0} s"));

        await AssertRunsAsync(catalog);
        await AssertPromotionsAsync(catalog);
        Assert.Equal(Changes.Length, stages.Drifts);
        await AssertWorkflowsAsync(client);
        await stop.CancelAsync();
        await Task.WhenAny(workers);
    }

    private static async Task AssertRunsAsync(SqliteCatalog catalog)
    {
        var runs = await catalog.Runs.ListAsync(cancellationToken: Token);
        Assert.All(runs, run => Assert.Equal(RunState.Succeeded, run.State));
        Assert.All(runs.Where(run => run.SameAs is not null), run => Assert.Equal((run.SameAs, StageState.Skipped), (run.Champion, run.Stages[^1].State)));
        Assert.All(runs.Where(run => run.SameAs is null), run => Assert.Equal((run.Version, StageState.Pending), (run.Champion, run.Stages[^1].State)));
        Assert.Equal(Days, runs.Count(run => run.SameAs is not null));
        Assert.Equal(
            [(RunTrigger.Manual, 1), (RunTrigger.DataArrived, Changes.Length), (RunTrigger.Schedule, Days)],
            runs.CountBy(run => run.Trigger).OrderBy(count => count.Value).Select(count => (count.Key, count.Value)));
        Assert.Equal(runs.Count, (await catalog.Models.ListAsync(cancellationToken: Token)).Count);
    }

    /// <summary>The first model, and one for each change, trained on the day of the change: by then that many nights have been trained for nothing.</summary>
    private static async Task AssertPromotionsAsync(SqliteCatalog catalog)
    {
        var moves = (await catalog.Models.HistoryAsync(Spec.Project, Spec.Model, Token)).Where(move => move.Alias == AliasName.Champion);

        Assert.Equal([1, .. Changes.Select((day, change) => 1 + (day + 1) + (change + 1))], moves.Select(move => move.To!.Value));
    }

    private static async Task AssertWorkflowsAsync(TemporalClient client)
    {
        Assert.Equal(1 + Days + Changes.Length, await CountAsync("WorkflowType = 'TrainingRun' AND ExecutionStatus = 'Completed'"));
        Assert.Equal(Days, await CountAsync("WorkflowType = 'ScheduledTrigger' AND ExecutionStatus = 'Completed'"));
        Assert.Equal(Days, await CountAsync("WorkflowType = 'MonitorWindow' AND ExecutionStatus = 'Completed'"));
        Assert.Equal(1, await CountAsync("ExecutionStatus = 'Running'"));
        Assert.True(await CountAsync("WorkflowType = 'ModelLifecycle' AND ExecutionStatus = 'ContinuedAsNew'") > 1);

        var state = await client.GetWorkflowHandle<ModelLifecycle>(ModelLifecycle.IdOf(Spec.Project, Spec.Model)).QueryAsync(l => l.State());
        Assert.Equal((null, 0, null, 0), (state.InFlight, state.Queue.Count, state.Due, state.Arrivals.Count));
        Assert.Equal(Days + Changes.Length, state.Seen.Count);

        async Task<long> CountAsync(string query) => (await client.CountWorkflowsAsync(query)).Count;
    }

    /// <summary>What <c>mdlc run</c> does.</summary>
    private static async Task FirstRunAsync(SqliteCatalog catalog, Lifecycles lifecycles, DateTimeOffset now)
    {
        var run = await catalog.Runs.AllocateAsync(Spec.Project, Spec.Model, Spec, RunTrigger.Manual, "first", now, Token);
        var request = new TrainingRequest(run, Spec, RunTrigger.Manual);
        await lifecycles.SignalAsync(Spec.Project, Spec.Model, l => l.TrainingRequestedAsync(request), Token);
    }

    private static Task WatchEveryNoonAsync(TemporalClient client) => client.CreateScheduleAsync("noon", new(
        ScheduleActionStartWorkflow.Create(
            (MonitorWindow m) => m.RunAsync(new(Spec.Project, Spec.Model, null, null, null)), new($"monitor/{Spec.Project}/{Spec.Model}", new TaskQueues(Spec.Project).Workflows)),
        new() { CronExpressions = ["0 12 * * *"] }));

    private static async Task WorkAsync(
        TemporalClient client, SqliteCatalog catalog, DecisionGuard guard, ArtifactStore artifacts, Lifecycles lifecycles, SimulatedStages stages, TimeProvider time, CancellationToken cancellationToken)
    {
        var queues = new TaskQueues(Spec.Project);
        using var workflows = new TemporalWorker(client, new TemporalWorkerOptions(queues.Workflows)
            .AddWorkflow<ModelLifecycle>()
            .AddWorkflow<TrainingRun>()
            .AddWorkflow<ScheduledTrigger>()
            .AddWorkflow<MonitorWindow>()
            .AddAllActivities(new RunActivities(catalog, artifacts, client, time))
            .AddAllActivities(new TriggerActivities(catalog, lifecycles))
            .AddAllActivities(new DeploymentActivities(catalog, guard, time)));
        using var data = new TemporalWorker(client, new TemporalWorkerOptions(queues.Data).AddAllActivities(stages));
        using var train = new TemporalWorker(client, new TemporalWorkerOptions(queues.Train).AddAllActivities(stages));
        using var deploy = new TemporalWorker(
            client, new TemporalWorkerOptions(queues.Deploy).AddAllActivities(stages).AddAllActivities(new DeploymentActivities(catalog, guard, time)));
        await Task.WhenAll(new[] { workflows, data, train, deploy }.Select(worker => worker.ExecuteAsync(cancellationToken)));
    }
}
