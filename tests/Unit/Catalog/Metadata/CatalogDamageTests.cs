using Mdlc.Catalog;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Metadata.Sql;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Microsoft.Data.Sqlite;

namespace Mdlc.Unit.Tests.Catalog.Metadata;

/// <summary>Whatever happens to its files, a catalog reads as it was written, or says by name what is wrong with it.</summary>
public sealed class CatalogDamageTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly ModelSpec Spec = new()
    {
        Project = "demo",
        Model = "bikes",
        Task = ModelTask.Regression,
        Label = "count",
        Source = new SourceSpec { Path = "/data/bikes.csv" },
    };

    private readonly TemporaryHome _temporary = new();
    private readonly Dictionary<string, byte[]> _files = [];
    private string _told = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Home Home => _temporary.Home;

    private string Log => $"{Home.CatalogFile}-wal";

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData(CatalogAccess.ReadOnly, false)]
    [InlineData(CatalogAccess.ReadWrite, false)]
    [InlineData(CatalogAccess.ReadOnly, true)]
    [InlineData(CatalogAccess.ReadWrite, true)]
    public async Task Read_AfterAFlippedBit_TellsTheSameOrNamesTheCatalog(CatalogAccess access, bool killed)
    {
        await FillAsync(killed);
        var random = new Random(killed ? 1 : 2);
        var named = 0;
        for (var trial = 0; trial < 240; trial++)
        {
            var file = killed && trial % 2 == 0 ? Log : Home.CatalogFile;
            var bit = random.NextInt64(_files[file].Length * 8L);
            Restore();
            Damage.FlipBit(file, bit);

            named += await IsNamedAsync(access, $"bit {bit} of {file}") ? 1 : 0;
        }

        // Most of a small file is empty pages' room.
        Assert.InRange(named, 5, 240);
    }

    [Theory]
    [InlineData(CatalogAccess.ReadOnly)]
    [InlineData(CatalogAccess.ReadWrite)]
    public async Task Read_AfterAnyOtherDamage_TellsTheSameOrNamesTheCatalog(CatalogAccess access)
    {
        await FillAsync(killed: false);
        var whole = _files[Home.CatalogFile];
        var random = new Random(3);
        foreach (var length in (int[])[1, 15, 99, 512, 4095, 4096, 5000, 8192, whole.Length / 2, whole.Length - 4096, whole.Length - 1])
        {
            await MustBeNamedAsync(access, $"cut to {length}", () => File.WriteAllBytes(Home.CatalogFile, whole[..length]));
        }

        for (var page = 0; page < whole.Length / 4096; page++)
        {
            await MayBeNamedAsync(access, $"page {page} zeroed", () => File.WriteAllBytes(Home.CatalogFile, [.. whole[..(page * 4096)], .. new byte[4096], .. whole[((page + 1) * 4096)..]]));
        }

        var garbage = new byte[whole.Length];
        random.NextBytes(garbage);
        await MustBeNamedAsync(access, "garbage", () => File.WriteAllBytes(Home.CatalogFile, garbage));
        await MustBeNamedAsync(access, "zeros", () => File.WriteAllBytes(Home.CatalogFile, new byte[whole.Length]));
        await MustBeNamedAsync(access, "empty", () => File.WriteAllBytes(Home.CatalogFile, []));
        await MustBeNamedAsync(access, "removed", () => File.Delete(Home.CatalogFile));
        await MustBeNamedAsync(access, "garbage behind the header", () => File.WriteAllBytes(Home.CatalogFile, [.. whole[..100], .. garbage[100..]]));
        await MustBeNamedAsync(access, "a folder", () =>
        {
            File.Delete(Home.CatalogFile);
            Directory.CreateDirectory(Home.CatalogFile);
        });
        Directory.Delete(Home.CatalogFile);
        await MustBeNamedAsync(access, "its note damaged", () => File.WriteAllText(Home.CatalogMark, "?"));
        await MayBeNamedAsync(access, "its note lost", () => File.Delete(Home.CatalogMark));
    }

    [Theory]
    [InlineData(CatalogAccess.ReadOnly)]
    [InlineData(CatalogAccess.ReadWrite)]
    public async Task Read_WithTheLogOfAKilledProcessDamaged_NamesWhatIsMissing(CatalogAccess access)
    {
        await FillAsync(killed: true);
        var log = _files[Log];
        await MustBeNamedAsync(access, "log removed", () => File.Delete(Log));
        await MustBeNamedAsync(access, "log emptied", () => File.WriteAllBytes(Log, []));
        await MustBeNamedAsync(access, "log cut", () => File.WriteAllBytes(Log, log[..(log.Length / 2)]));
        await MustBeNamedAsync(access, "log of zeros", () => File.WriteAllBytes(Log, new byte[log.Length]));
        await MayBeNamedAsync(access, "index of garbage", () => File.WriteAllBytes($"{Home.CatalogFile}-shm", [.. Enumerable.Repeat((byte)7, 32768)]));
    }

    [Theory]
    [InlineData(CatalogAccess.ReadOnly)]
    [InlineData(CatalogAccess.ReadWrite)]
    public async Task Read_AValueThatAnotherProgramChanged_NamesTheRow(CatalogAccess access)
    {
        await FillAsync(killed: false);
        await ExecuteAsync("UPDATE alias SET version = 2 WHERE alias = 'champion'");

        await using var catalog = new SqliteCatalog(Home, access);
        var fault = await Assert.ThrowsAsync<FaultException>(() => catalog.Models.AliasesAsync("demo", "bikes", Token));

        Assert.Equal(FaultKind.Environment, fault.Kind);
        Assert.Contains("row demo/bikes/champion of table alias is not what was written: its checksum differs", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Put a backup in its place", fault.Message, StringComparison.Ordinal);

        // What is in other rows is told as ever.
        Assert.Equal(3, (await catalog.Runs.ListAsync(cancellationToken: Token)).Count);
    }

    [Fact]
    public async Task Write_ToARowThatIsDamaged_IsRefused()
    {
        await FillAsync(killed: false);
        await ExecuteAsync("UPDATE run SET report = replace(report, 'queued', 'running') WHERE number = 2");

        await using var catalog = new SqliteCatalog(Home);
        var report = (await catalog.Runs.GetAsync(new RunKey("demo", "bikes", 1), Token))! with { Run = "demo/bikes/2" };

        var fault = await Assert.ThrowsAsync<FaultException>(() => catalog.Runs.SaveAsync(report, Token));
        Assert.Contains("table run", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_AnotherCatalogInItsPlace_IsRefused()
    {
        await FillAsync(killed: false);
        using var other = new TemporaryHome();
        await using (var catalog = new SqliteCatalog(other.Home))
        {
            await catalog.Runs.AllocateAsync("demo", "bikes", Spec, RunTrigger.Manual, "1", Now, Token);
        }

        File.Copy(other.Home.CatalogFile, Home.CatalogFile, overwrite: true);

        await using var replaced = new SqliteCatalog(Home);
        var fault = await Assert.ThrowsAsync<FaultException>(() => replaced.Runs.ListAsync(cancellationToken: Token));
        Assert.Contains("expected catalog", fault.Message, StringComparison.Ordinal);
        Assert.Contains(Home.CatalogMark, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_OlderCopyWhoseNoteWasTakenAway_IsReadAgain()
    {
        await FillAsync(killed: false);
        await using (var catalog = new SqliteCatalog(Home))
        {
            await catalog.Runs.AllocateAsync("demo", "bikes", Spec, RunTrigger.Manual, "later", Now, Token);
        }

        await File.WriteAllBytesAsync(Home.CatalogFile, _files[Home.CatalogFile], Token);
        Assert.True(await IsNamedAsync(CatalogAccess.ReadOnly, "older copy"));

        File.Delete(Home.CatalogMark);
        Assert.False(await IsNamedAsync(CatalogAccess.ReadWrite, "older copy, as is meant"));
        Assert.True(File.Exists(Home.CatalogMark));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Open_HomeOfBeforeThereWereChecksums_KeepsItsRowsAndGetsANote(bool withSnapshots)
    {
        await MakeEarlierHomeAsync(withSnapshots);
        await using (var reader = new SqliteCatalog(Home, CatalogAccess.ReadOnly))
        {
            Assert.Equal("demo/bikes/1", Assert.Single(await reader.Runs.ListAsync(cancellationToken: Token)).Run);
        }

        Assert.False(File.Exists(Home.CatalogMark));
        await using var catalog = new SqliteCatalog(Home);
        Assert.Equal("demo/bikes/1", Assert.Single(await catalog.Runs.ListAsync(cancellationToken: Token)).Run);
        Assert.Equal(withSnapshots, await catalog.Snapshots.FindAsync("digest", Token) is not null);
        Assert.Equal(new RunKey("demo", "bikes", 2), await catalog.Runs.AllocateAsync("demo", "bikes", Spec, RunTrigger.Manual, "2", Now, Token));
        Assert.NotNull(HomeMark.Read(Home.CatalogMark));
    }

    [Fact]
    public async Task Open_NewHome_IsReadableByItsOwnerOnly()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has other rights.");
            return;
        }

        await using var catalog = new SqliteCatalog(Home);
        await catalog.Runs.AllocateAsync("demo", "bikes", Spec, RunTrigger.Manual, "1", Now, Token);

        const UnixFileMode Others = (UnixFileMode)0b111_111;
        foreach (var entry in Directory.GetFileSystemEntries(Home.Root).Append(Home.Root))
        {
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(entry) & Others);
        }
    }

    [Fact]
    public async Task Open_HomeThatOthersMayRead_StaysSo()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has other rights.");
            return;
        }

        Directory.CreateDirectory(Home.Root);
        var mode = File.GetUnixFileMode(Home.Root) | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;
        File.SetUnixFileMode(Home.Root, mode);
        await FillAsync(killed: false);

        Assert.Equal(mode, File.GetUnixFileMode(Home.Root));
    }

    [Fact]
    public void RowChecksum_OfKnownValues_StaysAsItIs()
    {
        // Rows on disk carry these numbers: a change here makes every catalog there is look damaged.
        Assert.Equal(RowChecksum.Of([1L, "a", null]), RowChecksum.Of([1, "a", null]));
        Assert.NotEqual(RowChecksum.Of(["ab", "c"]), RowChecksum.Of(["a", "bc"]));
        Assert.NotEqual(RowChecksum.Of([null, ""]), RowChecksum.Of(["", null]));
        Assert.NotEqual(RowChecksum.Of(["1"]), RowChecksum.Of([1]));
        Assert.Equal(FrozenChecksum, RowChecksum.Of([7L, "demo", null, "bikes, and a text of more than eight bytes"]));
    }

    private const long FrozenChecksum = 2539815450;

    /// <summary>A catalog with rows in every table.</summary>
    /// <param name="killed">As a process leaves it that was killed: the last commits are in the write-ahead log only.</param>
    private async Task FillAsync(bool killed)
    {
        var catalog = new SqliteCatalog(Home);
        for (var i = 1; i <= 3; i++)
        {
            await catalog.Runs.AllocateAsync("demo", "bikes", Spec, RunTrigger.Manual, $"{i}", Now, Token);
            var version = await catalog.Models.ReserveAsync("demo", "bikes", $"demo/bikes/{i}", Token);
            var package = new ModelPackage(
                "demo", "bikes", version, $"demo/bikes/{i}", $"digest-{i}", "snapshot", $"models/demo/bikes/{i}", new Dictionary<string, string> { ["model.zip"] = "sha" }, Now);
            await catalog.Models.PublishAsync(package, () => { }, Token);
            await catalog.Models.PromoteAsync(
                new PromotionRequest("demo", "bikes", version, version == 1 ? null : version - 1, "me", "because", $"{i}", Now), Token);
        }

        await catalog.Runs.SaveAppliedAsync(Spec, "applied", "me", Now, Token);
        await catalog.Servers.SetDesiredAsync("demo", "bikes", 3, "me", Now, Token);
        await catalog.Servers.HeartbeatAsync(new ServerLease("server", "http://127.0.0.1:1", [], Now, TimeSpan.FromDays(1)), Token);
        await catalog.Servers.ReportAsync(new ServedModel("server", "demo", "bikes", 1, 3, ServedState.Ready, 3, null, Now), Token);
        await catalog.Snapshots.PutAsync(
            new SnapshotEntry(new SnapshotRef("digest", new ArtifactRef("aa/aa.parquet", "aa", 1), 1, [new SnapshotColumn("x", ColumnType.Number)]), Spec.Source, [], Now), Token);
        _told = await TellAsync(catalog);
        if (!killed)
        {
            await catalog.DisposeAsync();
        }

        foreach (var file in Directory.GetFiles(Home.Root).Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
        {
            _files[file] = await File.ReadAllBytesAsync(file, Token);
        }

        await catalog.DisposeAsync();
    }

    private void Restore()
    {
        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(Home.Root).Except(_files.Keys))
        {
            File.Delete(file);
        }

        foreach (var (file, bytes) in _files)
        {
            File.WriteAllBytes(file, bytes);
        }
    }

    private async Task MustBeNamedAsync(CatalogAccess access, string damage, Action inflict)
    {
        Restore();
        inflict();
        Assert.True(await IsNamedAsync(access, damage), $"{damage}: was not noticed");
    }

    private async Task MayBeNamedAsync(CatalogAccess access, string damage, Action inflict)
    {
        Restore();
        inflict();
        await IsNamedAsync(access, damage);
    }

    /// <returns>False when all is told as it was written. Anything but that, or a sentence, fails the test.</returns>
    private async Task<bool> IsNamedAsync(CatalogAccess access, string damage)
    {
        await using var catalog = new SqliteCatalog(Home, access);
        try
        {
            var told = await TellAsync(catalog);
            Assert.True(_told == told, $"{damage}: told\n{told}\nexpected\n{_told}");
            return false;
        }
        catch (FaultException fault)
        {
            Assert.Equal(FaultKind.Environment, fault.Kind);
            Assert.Contains(Home.Root, fault.Message, StringComparison.Ordinal);
            return true;
        }
    }

    private static async Task<string> TellAsync(SqliteCatalog catalog)
    {
        object?[] all =
        [
            await catalog.Runs.ListAsync(cancellationToken: Token),
            await catalog.Runs.ActiveAsync("demo", "bikes", Token),
            await catalog.Runs.QueuedAsync(Now.AddDays(1), Token),
            await catalog.Runs.GetSpecAsync(new RunKey("demo", "bikes", 2), Token),
            await catalog.Runs.AppliedAsync("demo", "bikes", Token),
            await catalog.Runs.ProjectsAsync(Token),
            await catalog.Models.ListAsync(cancellationToken: Token),
            await catalog.Models.AliasesAsync("demo", "bikes", Token),
            await catalog.Models.ListAliasedAsync(AliasName.Champion, Token),
            await catalog.Models.HistoryAsync("demo", "bikes", Token),
            await catalog.Servers.ListDesiredAsync(Token),
            await catalog.Servers.LiveAsync(Now, Token),
            await catalog.Servers.ServedAsync("demo", "bikes", Token),
            await catalog.Snapshots.FindAsync("digest", Token),
        ];
        return MdlcJson.SerializePretty(all);
    }

    private async Task MakeEarlierHomeAsync(bool withSnapshots)
    {
        Directory.CreateDirectory(Home.Root);
        foreach (var step in SqliteSchema.Steps.Take(SqliteSchema.WithChecksums - 1))
        {
            await ExecuteAsync(step);
        }

        var report = MdlcJson.Serialize(new RunReport { Run = "demo/bikes/1", Model = "bikes", State = RunState.Queued, Trigger = RunTrigger.Manual });
        await ExecuteAsync(
            $"""
            PRAGMA user_version = {SqliteSchema.WithChecksums - 1};
            INSERT INTO run (project, model, number, request, state, created, spec, report)
            VALUES ('demo', 'bikes', 1, '1', 'Queued', {Now.UtcTicks}, '{MdlcJson.Serialize(Spec)}', '{report}')
            """);
        if (withSnapshots)
        {
            var snapshot = MdlcJson.Serialize(new SnapshotRef("digest", new ArtifactRef("aa/aa.parquet", "aa", 1), 1, []));
            await ExecuteAsync(
                $"""
                CREATE TABLE snapshots (
                    data_digest TEXT PRIMARY KEY, snapshot TEXT NOT NULL, source TEXT NULL, statistics TEXT NOT NULL, created TEXT NOT NULL) STRICT;
                INSERT INTO snapshots VALUES ('digest', '{snapshot}', NULL, '[]', '2026-01-01T00:00:00.0000000+00:00')
                """);
        }
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
