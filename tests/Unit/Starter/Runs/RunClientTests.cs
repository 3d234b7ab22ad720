using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Starter.Runs;

namespace Mdlc.Unit.Tests.Starter.Runs;

public sealed class RunClientTests : IAsyncLifetime
{
    private readonly TemporaryHome _temporary = new();
    private readonly SqliteCatalog _catalog;

    public RunClientTests() => _catalog = new SqliteCatalog(_temporary.Home);

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

    /// <summary>Whoever asks for the same again is offered the run that goes on by itself; one that is suspended waits for a person, and so would they.</summary>
    [Theory]
    [InlineData(RunState.Queued, true)]
    [InlineData(RunState.Running, true)]
    [InlineData(RunState.Suspended, false)]
    [InlineData(RunState.Failed, false)]
    public async Task FindSame_IsARunThatGoesOnByItself(RunState state, bool isFound)
    {
        var run = await _catalog.Runs.AllocateAsync("p", "m", Spec, RunTrigger.Manual, "first", DateTimeOffset.UnixEpoch, Token);
        await _catalog.Runs.SaveAsync((await _catalog.Runs.GetAsync(run, Token))! with { State = state }, Token);

        var found = await Runs().FindSameAsync(Spec, Token);

        Assert.Equal(isFound ? run.ToString() : null, found?.Run);
    }

    [Fact]
    public async Task FindSame_OfAnotherSpecOrOfWhatNobodyAskedFor_IsNone()
    {
        await _catalog.Runs.AllocateAsync("p", "m", Spec, RunTrigger.Schedule, "nightly", DateTimeOffset.UnixEpoch, Token);
        await _catalog.Runs.AllocateAsync("p", "m", Spec with { Label = "z" }, RunTrigger.Manual, "other", DateTimeOffset.UnixEpoch, Token);

        Assert.Null(await Runs().FindSameAsync(Spec, Token));
    }

    /// <summary>What only the catalog is asked for needs no session.</summary>
    private RunClient Runs() => new(session: null!, _catalog, TimeProvider.System);
}
