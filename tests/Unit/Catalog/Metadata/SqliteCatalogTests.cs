using System.Diagnostics;
using Mdlc.Catalog;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Microsoft.Data.Sqlite;

namespace Mdlc.Unit.Tests.Catalog.Metadata;

public sealed class SqliteCatalogTests : CatalogContract, IDisposable
{
    private readonly TemporaryHome _temporary = new();

    private Home Home => _temporary.Home;

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task ReadOnly_HomeThatIsNotThere_ReadsAsEmptyAndMakesNothing()
    {
        await using var catalog = new SqliteCatalog(Home, CatalogAccess.ReadOnly);

        Assert.Empty(await catalog.Runs.ListAsync(cancellationToken: Token));
        Assert.Empty(await catalog.Models.ListAsync(cancellationToken: Token));
        Assert.Null(await catalog.Servers.GetDesiredAsync("demo", "bikes", Token));
        Assert.False(Directory.Exists(Home.Root));
    }

    [Fact]
    public async Task ReadOnly_Write_IsRefused()
    {
        await using var catalog = new SqliteCatalog(Home, CatalogAccess.ReadOnly);
        await Assert.ThrowsAsync<InvalidOperationException>(() => catalog.Models.ReserveAsync("demo", "bikes", "run", Token));
    }

    [Fact]
    public async Task ReadOnly_WhileAnotherWrites_SeesWhatWasCommitted()
    {
        await using var writer = Open();
        await using var reader = new SqliteCatalog(Home, CatalogAccess.ReadOnly);
        for (var i = 1; i <= 3; i++)
        {
            await AllocateAsync(writer, i);
            Assert.Equal(i, (await reader.Runs.ListAsync(cancellationToken: Token)).Count);
        }
    }

    [Theory]
    [InlineData(CatalogAccess.ReadWrite)]
    [InlineData(CatalogAccess.ReadOnly)]
    public async Task Open_HomeIsAFile_NamesItAndTheRemedy(CatalogAccess access)
    {
        await File.WriteAllTextAsync(Home.Root, "", Token);
        await using var catalog = new SqliteCatalog(Home, access);

        var fault = await Assert.ThrowsAsync<FaultException>(() => catalog.Runs.ListAsync(cancellationToken: Token));
        Assert.Contains(Home.Root, fault.Message, StringComparison.Ordinal);
        Assert.Contains("is a file", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CatalogAccess.ReadWrite)]
    [InlineData(CatalogAccess.ReadOnly)]
    public async Task Open_SchemaOfANewerProgram_IsRefused(CatalogAccess access)
    {
        Directory.CreateDirectory(Home.Root);
        await using (var connection = new SqliteConnection($"Data Source={Home.CatalogFile};Pooling=False"))
        {
            await connection.OpenAsync(Token);
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 1000";
            await command.ExecuteNonQueryAsync(Token);
        }

        await using var catalog = new SqliteCatalog(Home, access);
        var fault = await Assert.ThrowsAsync<FaultException>(() => catalog.Runs.ListAsync(cancellationToken: Token));
        Assert.Contains("1000", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReadOnly_OnAReadOnlyMount_ReadsEverything(bool leaveLogBehind)
    {
        var mounted = Path.Combine(Path.GetDirectoryName(Home.Root)!, "mounted");
        await using (var writer = Open())
        {
            await AllocateAsync(writer, 1);
            if (leaveLogBehind)
            {
                // As after a kill: the last commits are in the write-ahead log only.
                CopyHome(mounted);
            }
        }

        if (!leaveLogBehind)
        {
            CopyHome(mounted);
        }

        Assert.Equal(leaveLogBehind, File.Exists(Path.Combine(mounted, "catalog.db-wal")));
        Assert.SkipUnless(await RunAsync("mount", "--bind", mounted, mounted) == 0, "needs the right to mount");
        try
        {
            Assert.SkipUnless(await RunAsync("mount", "-o", "remount,ro,bind", mounted) == 0, "needs the right to mount");
            var home = new Home(mounted);
            await using var reader = new SqliteCatalog(home, CatalogAccess.ReadOnly);
            Assert.Single(await reader.Runs.ListAsync(cancellationToken: Token));

            await using var writer = new SqliteCatalog(home);
            var fault = await Assert.ThrowsAsync<FaultException>(() => AllocateAsync(writer, 2));
            Assert.Contains("cannot be opened for writing", fault.Message, StringComparison.Ordinal);
        }
        finally
        {
            await RunAsync("umount", mounted);
        }
    }

    protected override ICatalog Open() => new SqliteCatalog(Home);

    private static Task<RunKey> AllocateAsync(ICatalog catalog, int request) =>
        catalog.Runs.AllocateAsync(
            "demo",
            "bikes",
            new ModelSpec { Model = "bikes", Task = ModelTask.Regression, Label = "count", Source = new SourceSpec { Path = "/x.csv" } },
            RunTrigger.Manual,
            $"{request}",
            DateTimeOffset.UnixEpoch,
            Token);

    private void CopyHome(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(Home.Root).Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            await process.WaitForExitAsync(Token);
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
