using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.Files;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Models;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;

namespace Mdlc.Catalog.Bundles;

/// <summary>Writes a model version with all that it was trained from as one archive: the same version gives the same bytes.</summary>
/// <param name="software">The version of mdlc, for the manifest.</param>
public sealed class BundleWriter(Home home, ICatalog catalog, string software)
{
    /// <summary>Zip knows no time before this.</summary>
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ArtifactStore _artifacts = new(home);

    /// <summary>Writes aside and renames: the file is there whole or not at all. One that was there is replaced.</summary>
    /// <returns>The manifest, and the content hash.</returns>
    /// <exception cref="FaultException">The run kept no results to take over; or a file is gone or damaged.</exception>
    public async Task<(BundleManifest Manifest, string ContentHash)> WriteAsync(ModelPackage package, string file, CancellationToken cancellationToken = default)
    {
        var opened = new PackageStore(home, catalog).Open(package);
        var results = await ResultsAsync(package, opened.ReadSpec().Tune.Searches, cancellationToken);
        var target = Path.GetFullPath(file);
        var aside = $"{target}.{Guid.NewGuid():n}.tmp";
        try
        {
            (BundleManifest, string) written;
            await using (var stream = new FileStream(aside, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                written = await WriteAsync(stream, package, opened, results, cancellationToken);
                stream.Flush(flushToDisk: true);
            }

            File.Move(aside, target, overwrite: true);
            Disk.FlushFolder(Path.GetDirectoryName(target)!);
            return written;
        }
        finally
        {
            File.Delete(aside);
        }
    }

    private async Task<IReadOnlyList<StageResult>> ResultsAsync(ModelPackage package, bool searches, CancellationToken cancellationToken)
    {
        var results = new List<StageResult>();
        if (RunKey.TryParse(package.Run, out var run))
        {
            foreach (var stage in BundleLayout.Stages.Where(s => s != StageName.Tune || searches))
            {
                results.Add(await catalog.Stages.FindAsync(run, stage, cancellationToken)
                    ?? throw FaultException.InEnvironment($"Run {run}, which made version {package.Version}, has kept no result of {stage}: an earlier version of mdlc ran it. Run the model again, and export that version."));
            }
        }

        return results;
    }

    private async Task<(BundleManifest Manifest, string ContentHash)> WriteAsync(
        Stream stream, ModelPackage package, VerifiedPackage opened, IReadOnlyList<StageResult> results, CancellationToken cancellationToken)
    {
        var members = new List<BundleMember>();
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var artifact in results.SelectMany(r => NamedFiles.In(r.Result)).DistinctBy(a => a.Uri).OrderBy(a => a.Uri, StringComparer.Ordinal))
        {
            using var content = await _artifacts.OpenAsync(artifact, cancellationToken);
            var name = BundleLayout.OfArtifact(artifact.Uri);
            await using var entry = Create(archive, name, CompressionLevel.NoCompression).Open();
            await content.Content.CopyToAsync(entry, cancellationToken);
            members.Add(new(name, artifact.Sha256, artifact.Bytes));
        }

        foreach (var name in package.Files.Keys.Order(StringComparer.Ordinal))
        {
            members.Add(await AddAsync(archive, BundleLayout.OfPackageFile(name), opened.ReadBytes(name), cancellationToken));
        }

        foreach (var result in results.OrderBy(r => r.Stage, StringComparer.Ordinal))
        {
            members.Add(await AddAsync(archive, BundleLayout.OfResult(result.Stage), Encoding.UTF8.GetBytes(result.Result), cancellationToken));
        }

        var manifest = new BundleManifest(
            BundleManifest.CurrentFormat, software, package.Project, package.Model, package.Version, package.Run, package.ModelDigest, package.Snapshot, members);
        var hash = (await AddAsync(archive, BundleLayout.Manifest, Encoding.UTF8.GetBytes(MdlcJson.SerializePretty(manifest)), cancellationToken)).Sha256;
        await AddAsync(archive, BundleLayout.ContentHash, Encoding.UTF8.GetBytes(hash), cancellationToken);
        return (manifest, hash);
    }

    private static async Task<BundleMember> AddAsync(ZipArchive archive, string name, byte[] content, CancellationToken cancellationToken)
    {
        await using var entry = Create(archive, name, CompressionLevel.Optimal).Open();
        await entry.WriteAsync(content, cancellationToken);
        return new(name, Convert.ToHexStringLower(SHA256.HashData(content)), content.Length);
    }

    private static ZipArchiveEntry Create(ZipArchive archive, string name, CompressionLevel level)
    {
        var entry = archive.CreateEntry(name, level);
        entry.LastWriteTime = NoTime;
        return entry;
    }
}
