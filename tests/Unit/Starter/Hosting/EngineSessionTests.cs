using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;
using Mdlc.Starter.Runs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mdlc.Unit.Tests.Starter.Hosting;

/// <summary>One engine a home: whoever comes second attaches to it, and takes it over when the first is gone.</summary>
public sealed class EngineSessionTests : IAsyncLifetime
{
    private readonly TemporaryHome _temporary = new();
    private readonly SqliteCatalog _catalog;

    public EngineSessionTests() => _catalog = new SqliteCatalog(_temporary.Home);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ModelSpec Spec => new()
    {
        Project = "p",
        Model = "m",
        Task = ModelTask.Regression,
        Label = "y",
        Source = new() { Path = "/data/in.csv" },
    };

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _catalog.DisposeAsync();
        _temporary.Dispose();
    }

    [Fact]
    public async Task SecondSession_Attaches_AndTakesOverOnceTheFirstHasEnded()
    {
        var first = await OpenAsync();
        await using var second = await OpenAsync();
        Assert.Equal((true, false, first.Address), (first.IsEmbedded, second.IsEmbedded, second.Address));
        Assert.False(await second.EnsureAsync(Token));

        await first.DisposeAsync();
        Assert.False(EngineLock.IsHeld(_temporary.Home));

        Assert.True(await second.EnsureAsync(Token));
        Assert.Equal((true, true, second.Address), (second.IsEmbedded, EngineLock.IsHeld(_temporary.Home), EngineLock.ReadAddress(_temporary.Home)!.Address));
    }

    [Fact]
    public async Task SessionThatIsAttached_FollowsWhoeverTookTheEngineOver()
    {
        var first = await OpenAsync();
        await using var waits = await OpenAsync();
        await first.DisposeAsync();
        await using var third = await OpenAsync();
        Assert.True(third.IsEmbedded);

        Assert.False(await waits.EnsureAsync(Token));

        Assert.Equal(third.Address, waits.Address);
        Assert.Empty(await waits.Client.ListWorkflowsAsync("WorkflowType = 'TrainingRun'").ToListAsync(Token));
    }

    [Fact]
    public async Task Abort_OfARunThatHasNotBegun_IsInTheCatalog_WithItsReason()
    {
        await using var session = await OpenAsync();
        var run = await _catalog.Runs.AllocateAsync("p", "m", Spec, RunTrigger.Manual, "first", TimeProvider.System.GetUtcNow(), Token);
        var runs = new RunClient(session, _catalog, TimeProvider.System);

        var aborted = await runs.AbortAsync(run, "not now", Token);

        Assert.Equal((RunState.Aborted, "not now"), (aborted.State, aborted.Error));
        var stored = await _catalog.Runs.GetAsync(run, Token);
        Assert.Equal((RunState.Aborted, "not now"), (stored!.State, stored.Error));
        await Assert.ThrowsAsync<UserException>(() => runs.AbortAsync(run, "again", Token));
    }

    /// <summary>A suspended run is begun and not ended too: nobody could retry or abort it any more.</summary>
    [Fact]
    public async Task RunsThatAnEngineHasLost_AreEnded_AndNoOthers()
    {
        await using var session = await OpenAsync();
        RunState[] states = [RunState.Running, RunState.Suspended, RunState.Queued, RunState.Succeeded];
        var runs = new List<RunKey>();
        foreach (var state in states)
        {
            var run = await _catalog.Runs.AllocateAsync("p", "m", Spec, RunTrigger.Manual, state.ToString(), TimeProvider.System.GetUtcNow(), Token);
            await _catalog.Runs.SaveAsync((await _catalog.Runs.GetAsync(run, Token))! with { State = state }, Token);
            runs.Add(run);
        }

        await LostRuns.EndAsync(_catalog, session.Client, Token);

        var reports = await Task.WhenAll(runs.Select(run => _catalog.Runs.GetAsync(run, Token)));
        Assert.Equal([RunState.Terminated, RunState.Terminated, RunState.Queued, RunState.Succeeded], reports.Select(report => report!.State));
        Assert.All(reports[..2], report => Assert.Contains("Run the model again", report!.Error, StringComparison.Ordinal));
    }

    private Task<EngineSession> OpenAsync() =>
        EngineSession.OpenAsync(_temporary.Home, _catalog, ["p"], build: null, webPort: null, port: 0, NullLoggerFactory.Instance, TimeProvider.System, Token);
}
