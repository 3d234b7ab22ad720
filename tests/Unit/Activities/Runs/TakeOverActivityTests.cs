using Mdlc.Activities.Runs;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Runs;
using Mdlc.Workflows.Runs;
using Temporalio.Testing;

namespace Mdlc.Unit.Tests.Activities.Runs;

/// <summary>What an earlier run made is handed on only when it is there and is what it was.</summary>
public sealed class TakeOverActivityTests : IAsyncDisposable
{
    private static readonly RunKey Earlier = new("demo", "bikes", 1);
    private static readonly RunKey Run = new("demo", "bikes", 2);

    private readonly TemporaryHome _temporary = new();
    private readonly SqliteCatalog _catalog;
    private readonly ArtifactStore _artifacts;

    public TakeOverActivityTests()
    {
        Directory.CreateDirectory(_temporary.Home.Root);
        _catalog = new SqliteCatalog(_temporary.Home);
        _artifacts = new ArtifactStore(_temporary.Home);
    }

    public async ValueTask DisposeAsync()
    {
        await _catalog.DisposeAsync();
        _temporary.Dispose();
    }

    [Fact]
    public async Task Result_WhoseFilesAreWhole_IsHandedOn_AndIsTheNewRunsAsWell()
    {
        var (json, _) = await KeepAsync();

        Assert.Equal(json, (await TakeOverAsync()).Json);

        var kept = await _catalog.Stages.FindAsync(Run, StageName.Fetch, TestContext.Current.CancellationToken);
        Assert.Equal((json, (string?)null), (kept!.Result, kept.Key));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Result_OfWhichAFileIsDamagedOrGone_IsRefused(bool gone)
    {
        var (_, file) = await KeepAsync();
        var path = _artifacts.PlaceOf(file);
        if (gone)
        {
            File.Delete(path);
        }
        else
        {
            await File.AppendAllTextAsync(path, "x", TestContext.Current.CancellationToken);
        }

        var fault = await Assert.ThrowsAsync<FaultException>(TakeOverAsync);

        Assert.Contains(gone ? "is not there" : "is damaged", fault.Message, StringComparison.Ordinal);
        Assert.Null(await _catalog.Stages.FindAsync(Run, StageName.Fetch, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Result_ThatWasNotKept_IsNamed()
    {
        var fault = await Assert.ThrowsAsync<FaultException>(TakeOverAsync);

        Assert.StartsWith("Run demo/bikes/1 has kept no result of fetch, which run demo/bikes/2 is to take over", fault.Message, StringComparison.Ordinal);
    }

    private async Task<(string Json, ArtifactRef File)> KeepAsync()
    {
        var file = await _artifacts.PutTextAsync("rows", ".parquet");
        var json = MdlcJson.Serialize(new { summary = "4 rows", deep = new[] { new { snapshot = file } } });
        await _catalog.Stages.PutAsync(new StageResult(Earlier, StageName.Fetch, json, DateTimeOffset.UnixEpoch) { Key = "k" });
        return (json, file);
    }

    private Task<KeptResult> TakeOverAsync() =>
        new ActivityEnvironment().RunAsync(() => new RunActivities(_catalog, _artifacts, null!, TimeProvider.System).TakeOverAsync(new(Run, Earlier, StageName.Fetch)));
}
