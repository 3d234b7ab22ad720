using System.Globalization;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Catalog.Models;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Catalog.Models;

public sealed class PackageStoreTests : IAsyncDisposable
{
    private static readonly SmallModel Model = SmallModel.Train(ModelTask.Binary);

    private readonly TemporaryHome _temporary = new();
    private readonly SqliteCatalog _catalog;
    private readonly PackageStore _store;

    public PackageStoreTests()
    {
        _catalog = new SqliteCatalog(_temporary.Home);
        _store = new PackageStore(_temporary.Home, _catalog);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _catalog.DisposeAsync();
        _temporary.Dispose();
    }

    [Fact]
    public async Task Publish_Draft_CanBeOpenedAndScores()
    {
        var package = await PublishAsync(1);

        var opened = _store.Open((await _catalog.Models.GetAsync("demo", "bikes", 1, Token))!);
        Assert.Equivalent(Model.Signature, opened.Signature);
        Assert.Equal(400, opened.LoadScorer().Score(Model.Rows).Rows);
        Assert.Equal("models/demo/bikes/1", package.Folder);
        var manifest = opened.Read<PackageManifest>(PackageFile.Manifest);
        Assert.Equal(package.Files.Keys.Order(StringComparer.Ordinal), manifest.Files.Keys.Append(PackageFile.Manifest).Order(StringComparer.Ordinal));
        Assert.Empty(Directory.GetFileSystemEntries(_temporary.Home.Scratch));
    }

    [Fact]
    public async Task Publish_AgainByTheSameRun_LeavesTheFirst()
    {
        var first = await PublishAsync(1);
        var second = await PublishAsync(1, card: "another card");

        Assert.Equivalent(first, second);
        Assert.Equal("a card", _store.Open(second).ReadText(PackageFile.Card));
    }

    [Fact]
    public async Task Publish_FolderOfADeadAttemptIsThere_TakesItsPlace()
    {
        var folder = Path.Combine(_temporary.Home.Models, "demo", "bikes", "1");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "model.zip"), "somebody else's", Token);

        Assert.Equal("a card", _store.Open(await PublishAsync(1)).ReadText(PackageFile.Card));
    }

    [Fact]
    public async Task Publish_ManyAttemptsOfOneRunAtOnce_LeaveOneWholePackage()
    {
        await _catalog.Models.ReserveAsync("demo", "bikes", "demo/bikes/1", Token);
        var catalogs = Enumerable.Range(0, 10).Select(_ => new SqliteCatalog(_temporary.Home)).ToList();
        var packages = await Task.WhenAll(catalogs.Select(async (catalog, i) =>
            await new PackageStore(_temporary.Home, catalog).PublishAsync(await DraftAsync(1, $"card {i}"), Token)));

        // All of them first: they share a pool of connections, which the first to go empties for the others in mid-work.
        foreach (var catalog in catalogs)
        {
            await catalog.DisposeAsync();
        }

        var opened = packages.Select(package => _store.Open(package).ReadText(PackageFile.Card));
        Assert.Single(opened.Distinct());
    }

    [Fact]
    public async Task Open_AnyByteFlippedInAnyFile_IsRefused()
    {
        var package = await PublishAsync(1);
        var folder = Path.Combine(_temporary.Home.Root, package.Folder);
        var files = package.Files.Keys.Order(StringComparer.Ordinal).ToArray();
        var flips = int.Parse(Environment.GetEnvironmentVariable("MDLC_TEST_FLIPS") ?? "100", CultureInfo.InvariantCulture);
        var random = new Random(20260101);
        for (var flip = 0; flip < flips; flip++)
        {
            var path = Path.Combine(folder, files[flip % files.Length]);
            var content = await File.ReadAllBytesAsync(path, Token);
            var at = random.Next(content.Length);
            var whole = content[at];
            content[at] ^= (byte)random.Next(1, 256);
            await OverwriteAsync(path, content);

            var fault = Assert.Throws<FaultException>(() => _store.Open(package));
            Assert.Contains(files[flip % files.Length], fault.Message, StringComparison.Ordinal);

            content[at] = whole;
            await OverwriteAsync(path, content);
        }

        Assert.NotNull(_store.Open(package));
    }

    [Fact]
    public async Task Open_FileMissingOrAdded_IsRefused()
    {
        var package = await PublishAsync(1);
        var card = Path.Combine(_temporary.Home.Root, package.Folder, PackageFile.Card);
        File.Move(card, card + ".bak");
        Assert.Contains("is missing", Assert.Throws<FaultException>(() => _store.Open(package)).Message, StringComparison.Ordinal);

        File.Copy(card + ".bak", card);
        Assert.Contains("card.md.bak", Assert.Throws<FaultException>(() => _store.Open(package)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../elsewhere")]
    [InlineData("models/../../elsewhere")]
    [InlineData("/etc")]
    [InlineData("models")]
    public async Task Open_FolderOutsideOfTheModels_IsRefused(string folder)
    {
        var package = await PublishAsync(1);
        Assert.Contains("outside", Assert.Throws<FaultException>(() => _store.Open(package with { Folder = folder })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_NameWithAPath_IsRefused()
    {
        var package = await PublishAsync(1);
        var files = new Dictionary<string, string>(package.Files) { ["../1/card.md"] = package.Files[PackageFile.Card] };
        Assert.Throws<FaultException>(() => _store.Open(package with { Files = files }));
    }

    [Fact]
    public async Task Open_FileOrFolderThatIsALink_IsRefused()
    {
        var package = await PublishAsync(1);
        var folder = Path.Combine(_temporary.Home.Root, package.Folder);
        var card = Path.Combine(folder, PackageFile.Card);
        var elsewhere = Path.Combine(_temporary.Home.Root, "elsewhere.md");
        File.Move(card, elsewhere);
        File.CreateSymbolicLink(card, elsewhere);
        Assert.Contains("is a link", Assert.Throws<FaultException>(() => _store.Open(package)).Message, StringComparison.Ordinal);

        File.Delete(card);
        File.Move(elsewhere, card);
        Directory.Move(folder, Path.Combine(_temporary.Home.Root, "moved"));
        Directory.CreateSymbolicLink(folder, Path.Combine(_temporary.Home.Root, "moved"));
        Assert.Contains("is a link", Assert.Throws<FaultException>(() => _store.Open(package)).Message, StringComparison.Ordinal);
    }

    private static async Task OverwriteAsync(string path, byte[] content)
    {
        File.SetAttributes(path, FileAttributes.Normal);
        await File.WriteAllBytesAsync(path, content, Token);
    }

    private async Task<ModelPackage> PublishAsync(int version, string card = "a card")
    {
        await _catalog.Models.ReserveAsync("demo", "bikes", $"demo/bikes/{version}", Token);
        return await _store.PublishAsync(await DraftAsync(version, card), Token);
    }

    private async Task<PackageDraft> DraftAsync(int version, string card)
    {
        Directory.CreateDirectory(_temporary.Home.Artifacts);
        var zip = Path.Combine(_temporary.Home.Artifacts, $"{Guid.NewGuid():n}.zip");
        await File.WriteAllBytesAsync(zip, Model.Zip, Token);
        return new PackageDraft(
            "demo",
            "bikes",
            version,
            $"demo/bikes/{version}",
            "digest",
            "snapshot",
            zip,
            new Dictionary<string, string>
            {
                [PackageFile.Card] = card,
                [PackageFile.Signature] = MdlcJson.SerializePretty(Model.Signature),
                [PackageFile.Lineage] = "{}",
            },
            DateTimeOffset.UnixEpoch);
    }
}
