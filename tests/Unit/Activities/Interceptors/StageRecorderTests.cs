using System.Text.Json;
using Mdlc.Activities.Interceptors;
using Mdlc.Activities.Training;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Workflows;
using Microsoft.Extensions.Time.Testing;
using Temporalio.Testing;
using Temporalio.Worker.Interceptors;

namespace Mdlc.Unit.Tests.Activities.Interceptors;

/// <summary>What the catalog says of a stage while, and after, it is worked on.</summary>
public sealed class StageRecorderTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryHome _temporary = new();
    private readonly SqliteCatalog _catalog;

    public StageRecorderTests()
    {
        _catalog = new SqliteCatalog(_temporary.Home, CatalogAccess.ReadWrite);
    }

    public async ValueTask DisposeAsync()
    {
        await _catalog.DisposeAsync();
        _temporary.Dispose();
    }

    [Fact]
    public async Task Stage_IsToldAsRunning_AndThenWithAllThatItsResultSays()
    {
        var run = await AllocateAsync();
        StageReport? meanwhile = null;

        await DoAsync(run.WorkflowId, "Gate", attempt: 2, async () =>
        {
            meanwhile = await StageAsync(run, StageName.Gate);
            return new Result("not better", ["a guess"], "inconclusive");
        });

        Assert.Equal((StageState.Running, 2), (meanwhile!.State, meanwhile.Attempts));
        var gate = await StageAsync(run, StageName.Gate);
        Assert.Equal((StageState.Succeeded, 2, 5.0, "not better", "inconclusive"), (gate.State, gate.Attempts, gate.Seconds!.Value, gate.Summary, gate.Outcome));
        Assert.Equal(["a guess"], gate.Notes);
    }

    [Fact]
    public async Task Stage_ThatEndedWell_IsKept_AndOneThatDidNotIsNot()
    {
        var run = await AllocateAsync();

        await DoAsync(run.WorkflowId, "Gate", attempt: 1, () => Task.FromResult<object?>(new Result("better", [], "pass")));
        await Assert.ThrowsAsync<IOException>(() => DoAsync(run.WorkflowId, "Train", attempt: 1, () => throw new IOException("busy")));
        await DoAsync(run.WorkflowId, "Register", attempt: 1, () => Task.FromResult<object?>(new Result("version 1", [], null)));

        var kept = Assert.Single(await _catalog.Stages.OfAsync(run));
        Assert.Equal((StageName.Gate, Noon.AddSeconds(5)), (kept.Stage, kept.Made));
        Assert.Equal("better", JsonDocument.Parse(kept.Result).RootElement.GetProperty("summary").GetString());
    }

    [Fact]
    public async Task Stage_ThatFails_IsNotToldAsSucceeded()
    {
        var run = await AllocateAsync();

        await Assert.ThrowsAsync<IOException>(() => DoAsync(run.WorkflowId, "Train", attempt: 1, () => throw new IOException("busy")));

        Assert.Equal(StageState.Running, (await StageAsync(run, StageName.Train)).State);
    }

    [Theory]
    [InlineData("Deploy", StageName.Deploy)]
    [InlineData("Propose", StageName.Tune)]
    public async Task Stage_OfSeveralActivities_EndsWithTheRunsWord(string activity, string stage)
    {
        var run = await AllocateAsync();

        await DoAsync(activity == "Propose" ? run.WorkflowId + "/tuning" : run.WorkflowId, activity, attempt: 1, () => Task.FromResult<object?>(null));

        Assert.Equal(StageState.Running, (await StageAsync(run, stage)).State);
    }

    [Fact]
    public async Task Trials_ThatAreKilled_AreCountedOnTheRunsStage()
    {
        var run = await AllocateAsync();
        foreach (var cause in new[] { "killed by signal 9", "killed by signal 11" })
        {
            await Assert.ThrowsAsync<TrainerKilledException>(() =>
                DoAsync(run.WorkflowId + "/tuning", "RunTrial", attempt: 1, () => throw new TrainerKilledException(cause)));
        }

        var tune = await StageAsync(run, StageName.Tune);
        Assert.Equal((2, Interruptions.Most, "killed by signal 11"), (tune.Interruptions, tune.MostInterruptions, tune.InterruptedBy));
    }

    [Fact]
    public async Task Work_OfNoRun_IsDoneAndNotTold()
    {
        var run = await AllocateAsync();

        Assert.Equal("done", await DoAsync("monitor/demo/bikes/w1", "Compare", attempt: 1, () => Task.FromResult<object?>("done")));

        Assert.Empty((await _catalog.Runs.GetAsync(run))!.Stages);
    }

    private async Task<RunKey> AllocateAsync() =>
        await _catalog.Runs.AllocateAsync(
            "demo", "bikes", new ModelSpec { Project = "demo", Model = "bikes", Task = ModelTask.Regression, Label = "y", Source = new() { Path = "/in.csv" } }, RunTrigger.Manual, "one", Noon);

    private async Task<StageReport> StageAsync(RunKey run, string stage) =>
        (await _catalog.Runs.GetAsync(run))!.Stages.Single(s => s.Name == stage);

    private Task<object?> DoAsync(string workflow, string activity, int attempt, Func<Task<object?>> work)
    {
        var environment = new ActivityEnvironment
        {
            Info = ActivityEnvironment.DefaultInfo with { WorkflowId = workflow, ActivityType = activity, Attempt = attempt, StartedTime = Noon.UtcDateTime },
        };
        var inbound = new StageRecorder(_catalog, new FakeTimeProvider(Noon.AddSeconds(5))).InterceptActivity(new Doing(work));
        return environment.RunAsync(() => inbound.ExecuteActivityAsync(null!));
    }

    private sealed record Result(string Summary, IReadOnlyList<string> Notes, string? Outcome) : IStageResult;

    private sealed class Doing(Func<Task<object?>> work) : ActivityInboundInterceptor(null!)
    {
        public override Task<object?> ExecuteActivityAsync(ExecuteActivityInput input) => work();
    }
}
