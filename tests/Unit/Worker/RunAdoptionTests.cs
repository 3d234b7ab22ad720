using System.Reflection;
using Mdlc.Activities.Runs;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Engine.Testing;
using Mdlc.Worker;
using Mdlc.Workflows;
using Mdlc.Workflows.Lifecycle;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Temporalio.Exceptions;

namespace Mdlc.Unit.Tests.Worker;

public sealed class RunAdoptionTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Asked = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryHome _home = new();
    private readonly SqliteCatalog _catalog;

    public RunAdoptionTests() => _catalog = new SqliteCatalog(_home.Home);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _catalog.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task Look_PastARunThatCannotBeTold_TellsOfTheNext()
    {
        await using var engine = await StartAsync();
        await AllocateAsync(new string('m', 2_000));
        await AllocateAsync("next");

        await Adoption(_catalog, engine).LookAsync(Token);

        Assert.True(await IsToldAsync(engine, "next"));
    }

    [Fact]
    public async Task Look_AtARunThatWasAbortedSinceItWasListed_TellsNobody()
    {
        await using var engine = await StartAsync();
        await AllocateAsync("aborted");
        var listed = await _catalog.Runs.QueuedAsync(DateTimeOffset.MaxValue, Token);
        await _catalog.Runs.SaveAsync(Assert.Single(listed) with { State = RunState.Aborted }, Token);

        await Adoption(new ListedBefore(_catalog, listed), engine).LookAsync(Token);

        Assert.False(await IsToldAsync(engine, "aborted"));
    }

    private static Task<EngineTestHost> StartAsync() => EngineTestHost.StartAsync(new() { SearchAttributes = SearchAttributes.All });

    private RunAdoption Adoption(ICatalog catalog, EngineTestHost engine) =>
        new(catalog, new Lifecycles(_catalog, engine.Client), new FakeTimeProvider(Asked.AddMinutes(1)), NullLogger.Instance);

    private async Task AllocateAsync(string model)
    {
        var spec = new ModelSpec { Project = "p", Model = model, Task = ModelTask.Regression, Label = "y", Source = new() { Path = "/data/in.csv" } };
        await _catalog.Runs.AllocateAsync("p", model, spec, RunTrigger.Manual, model, Asked, Token);
    }

    private static async Task<bool> IsToldAsync(EngineTestHost engine, string model)
    {
        try
        {
            await engine.Client.GetWorkflowHandle(ModelLifecycle.IdOf("p", model)).DescribeAsync();
            return true;
        }
        catch (RpcException missing) when (missing.Code == RpcException.StatusCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>A catalog whose list of queued runs is that of a moment before.</summary>
    private sealed class ListedBefore : ICatalog
    {
        private readonly ICatalog _now;

        public ListedBefore(ICatalog now, IReadOnlyList<RunReport> listed)
        {
            _now = now;
            Runs = DispatchProxy.Create<IRunStore, RunStore>();
            ((RunStore)Runs).Set(now.Runs, listed);
        }

        public IRunStore Runs { get; }

        public IModelStore Models => _now.Models;

        public IServerStore Servers => _now.Servers;

        public ISnapshotStore Snapshots => _now.Snapshots;

        public IStageStore Stages => _now.Stages;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    // A proxy is derived from it.
    public class RunStore : DispatchProxy
    {
        private IRunStore? _now;
        private IReadOnlyList<RunReport> _listed = [];

        public void Set(IRunStore now, IReadOnlyList<RunReport> listed) => (_now, _listed) = (now, listed);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod!.Name == nameof(IRunStore.QueuedAsync) ? Task.FromResult(_listed) : targetMethod.Invoke(_now, args);
    }
}
