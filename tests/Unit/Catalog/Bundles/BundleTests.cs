using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.Bundles;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Catalog.Models;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Unit.Tests.Catalog.Models;

namespace Mdlc.Unit.Tests.Catalog.Bundles;

/// <summary>A version as one file: what is in it, and that nothing else is believed.</summary>
public sealed class BundleTests : IAsyncLifetime
{
    private const string Manifest = "manifest.json";
    private const string ContentHash = "content.sha256";

    private readonly TemporaryHome _there = new();
    private readonly TemporaryHome _here = new();
    private readonly SqliteCatalog _source;
    private readonly SqliteCatalog _target;
    private string _file = "";
    private string _hash = "";

    public BundleTests()
    {
        _source = new SqliteCatalog(_there.Home);
        _target = new SqliteCatalog(_here.Home);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_there.Home.Root);
        Directory.CreateDirectory(_here.Home.Root);
        var spec = new ModelSpec { Project = "demo", Model = "bikes", Task = ModelTask.Regression, Label = "y", Source = new() { Path = "/in.csv" } };
        var run = await _source.Runs.AllocateAsync("demo", "bikes", spec, RunTrigger.Manual, "one", DateTimeOffset.UnixEpoch, Token);
        var store = new ArtifactStore(_there.Home);
        foreach (var stage in new[] { StageName.Fetch, StageName.Validate, StageName.Transform })
        {
            var artifact = await store.PutTextAsync($"rows of {stage}", ".parquet", Token);
            await _source.Stages.PutAsync(new StageResult(run, stage, MdlcJson.Serialize(new { summary = stage, snapshot = new { file = artifact } }), DateTimeOffset.UnixEpoch), Token);
        }

        var zip = Path.Combine(_there.Home.Root, "made.zip");
        var model = SmallModel.Train(ModelTask.Regression);
        await File.WriteAllBytesAsync(zip, model.Zip, Token);
        var texts = new Dictionary<string, string>
        {
            [PackageFile.Spec] = MdlcJson.SerializePretty(spec),
            [PackageFile.Signature] = MdlcJson.SerializePretty(model.Signature),
            [PackageFile.Lineage] = "{}",
        };
        var version = await _source.Models.ReserveAsync("demo", "bikes", run.ToString(), Token);
        var package = await new PackageStore(_there.Home, _source).PublishAsync(
            new PackageDraft("demo", "bikes", version, run.ToString(), "digest", "snapshot", zip, texts, DateTimeOffset.UnixEpoch), Token);
        _file = Path.Combine(_there.Home.Root, "bikes.mdlc");
        (_, _hash) = await new BundleWriter(_there.Home, _source, "1.0").WriteAsync(package, _file, Token);

        var again = $"{_file}.again";
        await new BundleWriter(_there.Home, _source, "1.0").WriteAsync(package, again, Token);
        Assert.Equal(await File.ReadAllBytesAsync(_file, Token), await File.ReadAllBytesAsync(again, Token));
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _target.DisposeAsync();
        _there.Dispose();
        _here.Dispose();
    }

    [Fact]
    public async Task Bundle_InAnotherHome_BringsSpecResultsAndTheirFiles()
    {
        var imported = await ReadAsync(_file, _hash);

        Assert.Equal(("bikes", "/in.csv", _hash), (imported.Spec.Model, imported.Spec.Source.Path, imported.ContentHash));
        var results = await _target.Stages.OfAsync(imported.Kept, Token);
        Assert.Equal([StageName.Fetch, StageName.Transform, StageName.Validate], results.Select(r => r.Stage).Order());
        foreach (var result in results)
        {
            var file = Assert.Single(NamedFiles.In(result.Result));
            Assert.Equal($"rows of {result.Stage}", await new ArtifactStore(_here.Home).ReadTextAsync(file, Token));
        }
    }

    [Fact]
    public async Task Bundle_OfAnotherHash_IsRefused() =>
        Assert.Contains(Manifest, await RefusedAsync(_file, new string('0', 64)), StringComparison.Ordinal);

    /// <summary>The member alone; with its line in the manifest; with the content hash besides: then an artifact's own name, or the package's own manifest, contradicts.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Member_ThatIsAltered_IsRefusedByItsName(bool inManifest, bool inHash)
    {
        foreach (var name in Names(_file))
        {
            var altered = Altered(name, inManifest, inHash);
            if (altered is null)
            {
                continue;
            }

            // Results are held by nothing but the hash, which whoever exported told: without it a consistent forgery is another bundle.
            var hash = inHash && name.StartsWith("results/", StringComparison.Ordinal) ? _hash : null;
            var sentence = await RefusedAsync(altered, hash);

            Assert.True(
                sentence.Contains(name, StringComparison.Ordinal) || sentence.Contains(Manifest, StringComparison.Ordinal), $"{name}: {sentence}");
        }
    }

    [Fact]
    public async Task Member_ThatIsMissing_OrMore_OrTwice_IsRefused()
    {
        foreach (var name in Names(_file))
        {
            Assert.Contains(name, await RefusedAsync(Changed(archive => archive.GetEntry(name)!.Delete()), null), StringComparison.Ordinal);
            Assert.Contains(name, await RefusedAsync(Changed(archive => Write(archive, name, "twice")), null), StringComparison.Ordinal);
        }

        foreach (var name in new[] { "../outside.txt", "/etc/passwd", "artifacts/../../x", "package/run.sh", "results/gate.json" })
        {
            Assert.Contains(name, await RefusedAsync(Changed(archive => Write(archive, name, "more")), null), StringComparison.Ordinal);
            var named = Changed(archive =>
            {
                Write(archive, name, "more");
                Rewrite(archive, manifest => manifest["members"]!.AsArray().Add(new JsonObject { ["name"] = name, ["sha256"] = Sha256("more"u8.ToArray()), ["bytes"] = 4 }), hashToo: true);
            });
            Assert.Contains(name, await RefusedAsync(named, null), StringComparison.Ordinal);
        }

        Assert.False(File.Exists(Path.Combine(_here.Home.Root, "..", "outside.txt")));
    }

    /// <summary>Bytes of the file, wherever they are: refused, or (where they say nothing of the content, as a time does) read as what it is.</summary>
    [Fact]
    public async Task Byte_ThatIsFlipped_IsRefused_OrChangesNothing()
    {
        var whole = await File.ReadAllBytesAsync(_file, Token);
        var random = new Random(5);
        var refused = 0;
        for (var trial = 0; trial < 200; trial++)
        {
            var bytes = whole.ToArray();
            if (trial % 4 == 0)
            {
                bytes = bytes[..random.Next(bytes.Length)];
            }
            else
            {
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            }

            var damaged = Path.Combine(_there.Home.Root, "damaged.mdlc");
            await File.WriteAllBytesAsync(damaged, bytes, Token);
            try
            {
                Assert.Equal(_hash, (await ReadAsync(damaged, _hash)).ContentHash);
            }
            catch (FaultException fault)
            {
                Assert.Contains(damaged, fault.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.InRange(refused, 150, 200);
    }

    [Fact]
    public async Task Result_ThatNamesAFileTheBundleLacks_IsRefused()
    {
        var forged = Changed(archive =>
        {
            archive.GetEntry("results/fetch.json")!.Delete();
            var text = MdlcJson.Serialize(new { summary = "x", file = new ArtifactRef($"aa/{new string('a', 64)}.parquet", new string('a', 64), 3) });
            Write(archive, "results/fetch.json", text);
            Rewrite(archive, manifest => Line(manifest, "results/fetch.json", Encoding.UTF8.GetBytes(text)), hashToo: true);
        });

        Assert.Contains("results/fetch.json names aa/", await RefusedAsync(forged, null), StringComparison.Ordinal);
    }

    private Task<ImportedBundle> ReadAsync(string file, string? hash) => new BundleReader(_here.Home, _target).ReadAsync(file, hash, Token);

    /// <returns>The sentence. Nothing of a refused bundle is in the home.</returns>
    private async Task<string> RefusedAsync(string file, string? hash)
    {
        var fault = await Assert.ThrowsAsync<FaultException>(() => ReadAsync(file, hash));
        Assert.False(Directory.Exists(_here.Home.Artifacts), fault.Message);
        Assert.True(!Directory.Exists(_here.Home.Scratch) || !Directory.EnumerateFiles(_here.Home.Scratch).Any(), fault.Message);
        return fault.Message;
    }

    /// <returns>Null: there is no such alteration of this member.</returns>
    private string? Altered(string name, bool inManifest, bool inHash)
    {
        if (name is Manifest or ContentHash)
        {
            return inManifest ? null : Changed(archive => Replace(archive, name, bytes => [.. bytes.Select((b, i) => i == bytes.Length / 2 ? (byte)(b ^ 1) : b)]));
        }

        return Changed(archive =>
        {
            var bytes = Replace(archive, name, old => [.. old[..^1], (byte)(old[^1] ^ 1)]);
            if (inManifest)
            {
                Rewrite(archive, manifest => Line(manifest, name, bytes), inHash);
            }
        });
    }

    private string Changed(Action<ZipArchive> change)
    {
        var file = Path.Combine(_there.Home.Root, $"{Guid.NewGuid():n}.mdlc");
        File.Copy(_file, file);
        using var archive = ZipFile.Open(file, ZipArchiveMode.Update);
        change(archive);
        return file;
    }

    private static byte[] Replace(ZipArchive archive, string name, Func<byte[], byte[]> change)
    {
        var entry = archive.GetEntry(name)!;
        using var content = new MemoryStream();
        using (var stream = entry.Open())
        {
            stream.CopyTo(content);
        }

        var bytes = change(content.ToArray());
        entry.Delete();
        using var target = archive.CreateEntry(name).Open();
        target.Write(bytes);
        return bytes;
    }

    private static void Rewrite(ZipArchive archive, Action<JsonNode> change, bool hashToo)
    {
        var manifest = Replace(archive, Manifest, bytes =>
        {
            var json = JsonNode.Parse(bytes)!;
            change(json);
            return Encoding.UTF8.GetBytes(json.ToJsonString());
        });
        if (hashToo)
        {
            Replace(archive, ContentHash, _ => Encoding.UTF8.GetBytes(Sha256(manifest)));
        }
    }

    private static void Line(JsonNode manifest, string name, byte[] bytes)
    {
        var line = manifest["members"]!.AsArray().Single(m => (string?)m!["name"] == name)!;
        line["sha256"] = Sha256(bytes);
        line["bytes"] = bytes.Length;
    }

    private static void Write(ZipArchive archive, string name, string text)
    {
        using var stream = archive.CreateEntry(name).Open();
        stream.Write(Encoding.UTF8.GetBytes(text));
    }

    private static string[] Names(string file)
    {
        using var archive = ZipFile.OpenRead(file);
        return [.. archive.Entries.Select(e => e.FullName)];
    }

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
