using Mdlc.Activities.Deployment;
using Mdlc.Activities.Interceptors;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Unit.Tests.Serving;
using Mdlc.Workflows;
using Mdlc.Workflows.Champions;
using Mdlc.Workflows.Lifecycle;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Worker;

namespace Mdlc.Unit.Tests.Workflows.Champions;

/// <summary>A person moves the champion: the lifecycle with the real steps, a catalog and a server.</summary>
public sealed class ChampionMoveTests(RunningEngine engine) : IClassFixture<RunningEngine>, IAsyncDisposable
{
    private readonly ServedHome _home = new();
    private readonly string _project = $"p{Guid.NewGuid().ToString("n")[..8]}";
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _working = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private WorkflowHandle<ModelLifecycle> Lifecycle => engine.Client.GetWorkflowHandle<ModelLifecycle>(ModelLifecycle.IdOf(_project, "bikes"));

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Lifecycle.TerminateAsync();
        }
        catch (RpcException)
        {
            // It was never begun.
        }

        await _stop.CancelAsync();
        await Task.WhenAny(Task.WhenAll(_working));
        _stop.Dispose();
        await _home.DisposeAsync();
    }

    [Fact]
    public async Task Promote_WithAServer_MovesTheAliasOnceItAnswers_AndTheRecordSaysWhoAndWhy()
    {
        await PublishAsync(2);
        await _home.StartReadyAsync();
        Work();

        var moved = await MoveAsync(Promote(1));

        Assert.Equal((2, 1, false), (moved.From!.Value, moved.To, moved.Pending));
        Assert.Equal($"{_home.Host.Address}/v2/models/{_project}.bikes", moved.Endpoint);
        await AssertAgreeAsync(1);
        var record = (await HistoryAsync()).Last(change => change.Alias == AliasName.Champion);
        Assert.Equal((2, 1, "ann@desk", "promote: it is right", "promote/m1"), (record.From!.Value, record.To!.Value, record.By, record.Reason, record.Key));
        Assert.Equal(1, (await Lifecycle.QueryAsync(l => l.State())).Champion);
        Assert.Null((await Lifecycle.QueryAsync(l => l.State())).Moving);
    }

    [Fact]
    public async Task Rollback_WithoutAVersionAndAServer_GoesBackOneByOne()
    {
        await PublishAsync(3);
        Work();

        var first = await MoveAsync(Rollback("a"));
        var second = await MoveAsync(Rollback("b"));
        var third = await RefusedAsync(Rollback("c"));

        Assert.Equal((3, 2, true), (first.From!.Value, first.To, first.Pending));
        Assert.Equal((2, 1, true), (second.From!.Value, second.To, second.Pending));
        Assert.Contains("no champion before version 1", third, StringComparison.Ordinal);
        Assert.Equal((1, 1), await StandAsync());
    }

    [Fact]
    public async Task Move_ThatTheCatalogRefuses_ChangesNothing()
    {
        await PublishAsync(2);
        await _home.PublishAsync(SmallModels.Binary, project: _project);
        Work();
        var before = await HistoryAsync();

        Assert.Contains("has no version 9", await RefusedAsync(Promote(9)), StringComparison.Ordinal);
        Assert.Contains("Version 2 is the champion", await RefusedAsync(Promote(2, "m2")), StringComparison.Ordinal);
        Assert.Contains("Version 3 of", await RefusedAsync(Rollback("m3") with { Version = 3 }), StringComparison.Ordinal);
        Assert.Contains("needs a reason", await RefusedAsync(Promote(1, "m4") with { Reason = " " }), StringComparison.Ordinal);
        Assert.Equal(before, await HistoryAsync());
        Assert.Null(await _home.Catalog.Servers.GetDesiredAsync(_project, "bikes", Token));
    }

    [Fact]
    public async Task Promote_OfADamagedPackage_IsRefusedBeforeAServerHears()
    {
        await PublishAsync(2);
        var package = await _home.Catalog.Models.GetAsync(_project, "bikes", 1, Token);
        File.Delete(Path.Combine(_home.Home.Root, package!.Folder, PackageFile.Card));
        Work();

        Assert.Contains("card.md is missing", await RefusedAsync(Promote(1)), StringComparison.Ordinal);
        Assert.Null(await _home.Catalog.Servers.GetDesiredAsync(_project, "bikes", Token));
    }

    [Fact]
    public async Task Promote_WhileARunDeploys_IsRefused()
    {
        await PublishAsync(2);
        var run = await _home.Catalog.Runs.AllocateAsync(
            _project, "bikes", new() { Model = "bikes", Project = _project, Task = Mdlc.Contracts.Spec.ModelTask.Regression, Label = "y", Source = new() { Path = "/x.csv" } },
            RunTrigger.Manual, "r", DateTimeOffset.UtcNow, Token);
        await _home.Catalog.Runs.SaveAsync(
            new() { Run = run.ToString(), Model = "bikes", State = RunState.Running, Stages = [new(StageName.Deploy, StageState.Running, 1, null, null)] }, Token);
        Work();

        Assert.Contains($"run {run} deploys its version", await RefusedAsync(Promote(1)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Move_AskedForTwiceAtOnce_IsMadeOnce_AndAnotherIsRefused()
    {
        await PublishAsync(2);
        await StallAsync();
        Work();
        var first = MoveAsync(Promote(1));
        await ServedHome.UntilAsync(async () => await _home.Catalog.Servers.GetDesiredAsync(_project, "bikes", Token) is not null);

        var refused = await RefusedAsync(Promote(2, "other"));
        var second = MoveAsync(Promote(1, "again"));
        await _home.Catalog.Servers.LeaveAsync("dead", Token);

        Assert.Equal(await first, await second);
        Assert.Contains("promote to version 1, asked for by ann@desk", refused, StringComparison.Ordinal);
        Assert.Single(await HistoryAsync(), change => change.Key?.StartsWith("promote/", StringComparison.Ordinal) == true && change.Alias == AliasName.Champion);
    }

    [Fact]
    public async Task Promote_ThatAServerCannotLoad_GoesBack_AndSaysWhy()
    {
        await PublishAsync(2);
        await StallAsync();
        Work();
        var refused = RefusedAsync(Promote(1));
        await ServedHome.UntilAsync(async () => await _home.Catalog.Servers.GetDesiredAsync(_project, "bikes", Token) is not null);
        var desired = (await _home.Catalog.Servers.GetDesiredAsync(_project, "bikes", Token))!;
        await _home.Catalog.Servers.ReportAsync(new ServedModel("dead", _project, "bikes", desired.Sequence, 1, ServedState.Failed, 2, "no room in its memory", DateTimeOffset.UtcNow), Token);

        Assert.Contains("no room in its memory", await refused, StringComparison.Ordinal);
        Assert.Equal((2, 2), await StandAsync());
    }

    [Theory]
    [InlineData("PlanMove", false)]
    [InlineData("PlanMove", true)]
    [InlineData("RollOut", false)]
    [InlineData("RollOut", true)]
    [InlineData("MoveChampion", false)]
    [InlineData("MoveChampion", true)]
    public async Task WorkerThatDiesAtAStep_LeavesAliasDeploymentAndServerAgreed(string step, bool after)
    {
        await PublishAsync(2);
        await _home.StartReadyAsync();
        var death = new LostAnswer(step, after);
        Work(death);

        var moved = await MoveAsync(Rollback());

        Assert.Equal((2, 1), (moved.From!.Value, moved.To));
        Assert.Equal(1, death.Losses);
        await AssertAgreeAsync(1);
        Assert.Single(await HistoryAsync(), change => change.Key == "rollback/m1");
    }

    [Fact]
    public async Task MoveOfTheSameName_AfterTheChampionMovedOn_IsAnsweredAndNotMadeAgain()
    {
        await PublishAsync(3);
        Work();
        await MoveAsync(Promote(1));
        await MoveAsync(Promote(3, "later"));
        await Lifecycle.TerminateAsync();

        // Another run of the workflow has no memory of the update's id.
        var again = await MoveAsync(Promote(1));

        Assert.Equal((3, 1), (again.From!.Value, again.To));
        Assert.Equal((3, 3), await StandAsync());
    }

    private static ChampionMove Promote(int version, string id = "m1") =>
        new() { Id = id, Kind = MoveKind.Promote, Version = version, By = "ann@desk", Reason = "it is right" };

    private static ChampionMove Rollback(string id = "m1") => Promote(1, id) with { Kind = MoveKind.Rollback, Version = null, Reason = "it is wrong" };

    /// <summary>Versions, each of which was champion in its turn.</summary>
    private async Task PublishAsync(int versions)
    {
        for (var i = 0; i < versions; i++)
        {
            await _home.PublishChampionAsync(i % 2 == 0 ? SmallModels.Binary : SmallModels.OtherBinary, project: _project);
        }
    }

    /// <summary>A server that lives, and never answers.</summary>
    private Task StallAsync() =>
        _home.Catalog.Servers.HeartbeatAsync(new ServerLease("dead", "http://127.0.0.1:1", [], DateTimeOffset.UtcNow, TimeSpan.FromHours(1)), Token);

    /// <summary>Workers without a cache: each step of the workflow is told from its history.</summary>
    private void Work(LostAnswer? death = null)
    {
        var activities = new ChampionActivities(_home.Catalog, _home.Packages, _home.Guard(), TimeProvider.System);
        var queues = new TaskQueues(_project);
        foreach (var queue in new[] { queues.Workflows, queues.Deploy })
        {
            var options = new TemporalWorkerOptions(queue) { MaxCachedWorkflows = 0, Interceptors = [new FaultInterceptor(_home.Home), .. death is null ? [] : new[] { death }] }.AddAllActivities(activities);
            var worker = new TemporalWorker(engine.Client, queue == queues.Workflows ? options.AddWorkflow<ModelLifecycle>() : options);
            _working.Add(worker.ExecuteAsync(_stop.Token).ContinueWith(_ => worker.Dispose(), TaskScheduler.Default));
        }
    }

    private Task<ChampionMoved> MoveAsync(ChampionMove move) =>
        LifecycleClient.MoveAsync(engine.Client, new LifecycleState { Project = _project, Model = "bikes" }, move, Token);

    private async Task<string> RefusedAsync(ChampionMove move) =>
        Failures.Sentence((await Assert.ThrowsAsync<WorkflowUpdateFailedException>(() => MoveAsync(move))).InnerException!);

    private Task<IReadOnlyList<AliasChange>> HistoryAsync() => _home.Catalog.Models.HistoryAsync(_project, "bikes", Token);

    /// <summary>Where the alias stands, and what servers shall serve.</summary>
    private async Task<(int? Champion, int? Desired)> StandAsync() => (
        (await _home.Catalog.Models.AliasesAsync(_project, "bikes", Token)).Find(AliasName.Champion),
        (await _home.Catalog.Servers.GetDesiredAsync(_project, "bikes", Token))!.Version);

    private async Task AssertAgreeAsync(int version)
    {
        Assert.Equal((version, version), await StandAsync());
        using var answer = await _home.Client.GetAsync(new Uri($"/v2/models/bikes/versions/{version}/ready", UriKind.Relative), Token);
        Assert.True(answer.IsSuccessStatusCode);
    }
}
