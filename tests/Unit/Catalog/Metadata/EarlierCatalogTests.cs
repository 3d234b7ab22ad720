using Mdlc.Catalog;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Tests.Shared;
using Microsoft.Data.Sqlite;

namespace Mdlc.Unit.Tests.Catalog.Metadata;

/// <summary>A catalog that a release of schema version 2 wrote, rows and all, as SQLite dumped it: it has a champion.</summary>
public sealed class EarlierCatalogTests : IAsyncLifetime, IDisposable
{
    private const string Digest = "6b318f4b3349ae6daaa3c921f39146fd4caf0d83ef438d153e20fa4653ac44da";

    private static readonly RunKey Run = new("default", "visits", 1);

    private readonly TemporaryHome _temporary = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Home Home => _temporary.Home;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Home.Root);
        await ExecuteAsync(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "tests/Unit/Catalog/Metadata/catalog-2.sql"), Token));
        await ExecuteAsync("PRAGMA user_version = 2");
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData(CatalogAccess.ReadOnly)]
    [InlineData(CatalogAccess.ReadWrite)]
    public async Task Read_RowsOfBefore_AreAllThere(CatalogAccess access)
    {
        await using var catalog = new SqliteCatalog(Home, access);

        Assert.Equal(RunState.Succeeded, (await catalog.Runs.GetAsync(Run, Token))!.State);
        Assert.Equal(ReadingRules.First, (await catalog.Runs.GetSpecAsync(Run, Token))!.Source.Rules);
        Assert.Equal("default/visits/1", (await catalog.Models.GetAsync("default", "visits", 1, Token))!.Run);
        Assert.Equal(1, (await catalog.Models.AliasesAsync("default", "visits", Token)).Find(AliasName.Champion));
        Assert.Equal(3, (await catalog.Models.HistoryAsync("default", "visits", Token)).Count);
        Assert.Equal(1, (await catalog.Servers.GetDesiredAsync("default", "visits", Token))!.Version);
        var snapshot = (await catalog.Snapshots.FindAsync(Digest, Token))!;
        Assert.Equal((590, ReadingRules.First, 5), (snapshot.Snapshot.Rows, snapshot.Source!.Rules, snapshot.Statistics.Count));
    }

    [Fact]
    public async Task Write_RowsOfBefore_AreChangedAndReadAgain()
    {
        await using (var catalog = new SqliteCatalog(Home))
        {
            await catalog.Runs.SaveAsync((await catalog.Runs.GetAsync(Run, Token))! with { Error = "changed" }, Token);
            await catalog.Snapshots.PutAsync((await catalog.Snapshots.FindAsync(Digest, Token))!, Token);
            var next = await catalog.Runs.AllocateAsync(
                "default", "visits", (await catalog.Runs.GetSpecAsync(Run, Token))!, RunTrigger.Schedule, "next", DateTimeOffset.UnixEpoch, Token);
            Assert.Equal(2, next.Number);
        }

        await using var reopened = new SqliteCatalog(Home);
        Assert.Equal("changed", (await reopened.Runs.GetAsync(Run, Token))!.Error);
        Assert.NotNull(await reopened.Snapshots.FindAsync(Digest, Token));
        Assert.Equal(ReadingRules.First, (await reopened.Runs.GetSpecAsync(new RunKey("default", "visits", 2), Token))!.Source.Rules);
    }

    [Fact]
    public async Task Open_ForReadingOnly_ChangesNothing()
    {
        var before = await File.ReadAllBytesAsync(Home.CatalogFile, Token);
        await using (var catalog = new SqliteCatalog(Home, CatalogAccess.ReadOnly))
        {
            Assert.Single(await catalog.Runs.ListAsync(cancellationToken: Token));
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(Home.CatalogFile, Token));
    }

    [Theory]
    [InlineData(CatalogAccess.ReadOnly)]
    [InlineData(CatalogAccess.ReadWrite)]
    public async Task Open_OfALaterRelease_IsRefusedInWords(CatalogAccess access)
    {
        await ExecuteAsync("PRAGMA user_version = 1000");
        await using var catalog = new SqliteCatalog(Home, access);

        var fault = await Assert.ThrowsAsync<FaultException>(() => catalog.Runs.ListAsync(cancellationToken: Token));

        Assert.Contains("has schema version 1000", fault.Message, StringComparison.Ordinal);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Home.CatalogFile};Pooling=False");
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Token);
    }
}
