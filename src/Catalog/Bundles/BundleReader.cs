using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.Files;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Models;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Bundles;

/// <summary>
/// Reads a bundle and believes nothing in it: its manifest by the content hash, each member by the manifest, an artifact by its name as well, a package's file by the package's own
/// manifest as well. Nothing is written where a member says.
/// </summary>
public sealed class BundleReader(Home home, ICatalog catalog)
{
    /// <summary>No text of a bundle is longer.</summary>
    private const int MostTextBytes = 256 << 20;

    private const int MostMembers = 10_000;

    private readonly ArtifactStore _artifacts = new(home);

    /// <summary>Checks all of a bundle, and takes its data into the home. Nothing is taken in before all is checked.</summary>
    /// <param name="expectedHash">The content hash that the file must have; null: the one that it says itself.</param>
    /// <exception cref="FaultException">A member is missing, more, altered, or not of a bundle; it is named.</exception>
    public async Task<ImportedBundle> ReadAsync(string file, string? expectedHash, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var stream = FileDigest.OpenRead(file);
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
            return await ReadAsync(file, archive, expectedHash, cancellationToken);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or JsonException or EndOfStreamException or DecoderFallbackException)
        {
            throw Refused(file, $"it cannot be read: {unreadable.Message.TrimEnd('.')}", unreadable);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw FaultException.InEnvironment($"The bundle {file} cannot be opened: {missing.Message}", missing);
        }
    }

    private async Task<ImportedBundle> ReadAsync(string file, ZipArchive archive, string? expectedHash, CancellationToken cancellationToken)
    {
        var entries = Entries(file, archive);
        var manifestText = await TextAsync(file, entries, BundleLayout.Manifest, cancellationToken);
        var hash = Convert.ToHexStringLower(SHA256.HashData(manifestText));
        var said = Encoding.UTF8.GetString(await TextAsync(file, entries, BundleLayout.ContentHash, cancellationToken)).Trim();
        if (hash != said || (expectedHash is not null && hash != expectedHash))
        {
            throw Refused(file, $"{BundleLayout.Manifest} has SHA-256 {hash}, expected {(hash != said ? said : expectedHash)}");
        }

        var manifest = Parse<BundleManifest>(file, BundleLayout.Manifest, manifestText);
        if (manifest.Format != BundleManifest.CurrentFormat)
        {
            throw Refused(file, $"its format is {manifest.Format}, expected {BundleManifest.CurrentFormat}; a newer mdlc wrote it");
        }

        RequireSameNames(file, entries, manifest);
        var texts = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var scratch = new List<(BundleMember Member, string File)>();
        try
        {
            foreach (var member in manifest.Members)
            {
                if (BundleLayout.ArtifactOf(member.Name) is not null)
                {
                    var aside = _artifacts.NewScratchFile(Path.GetExtension(member.Name));
                    scratch.Add((member, aside));
                    await using var target = new FileStream(aside, FileMode.CreateNew);
                    await CopyAsync(file, entries[member.Name], member, target, cancellationToken);
                }
                else
                {
                    using var target = new MemoryStream();
                    await CopyAsync(file, entries[member.Name], member, target, cancellationToken);
                    texts[member.Name] = target.ToArray();
                }
            }

            RequirePackage(file, manifest, texts);
            var spec = Spec(file, texts);
            var results = Results(file, texts, manifest, spec.Tune.Searches);
            foreach (var (_, aside) in scratch)
            {
                await _artifacts.MoveInAsync(aside, cancellationToken);
            }

            return new ImportedBundle(manifest, hash, spec, await KeepAsync(manifest, hash, results, cancellationToken));
        }
        finally
        {
            scratch.ForEach(one => File.Delete(one.File));
        }
    }

    private static Dictionary<string, ZipArchiveEntry> Entries(string file, ZipArchive archive)
    {
        if (archive.Entries.Count > MostMembers)
        {
            throw Refused(file, $"it has {archive.Entries.Count} members, expected at most {MostMembers}");
        }

        var entries = new Dictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);
        foreach (var entry in archive.Entries)
        {
            if (!entries.TryAdd(entry.FullName, entry))
            {
                throw Refused(file, $"it has {entry.FullName} twice");
            }
        }

        return entries;
    }

    private static void RequireSameNames(string file, Dictionary<string, ZipArchiveEntry> entries, BundleManifest manifest)
    {
        var named = new HashSet<string>([BundleLayout.Manifest, BundleLayout.ContentHash], StringComparer.Ordinal);
        foreach (var member in manifest.Members)
        {
            if (!BundleLayout.IsName(member.Name))
            {
                throw Refused(file, $"'{member.Name}' is no name of a bundle's member");
            }

            if (!named.Add(member.Name) || !entries.ContainsKey(member.Name))
            {
                throw Refused(file, $"{member.Name} is {(entries.ContainsKey(member.Name) ? "named twice" : "missing")}");
            }

            if (BundleLayout.ArtifactOf(member.Name) is { } uri && Path.GetFileNameWithoutExtension(uri) != member.Sha256)
            {
                throw Refused(file, $"{member.Name} has SHA-256 {member.Sha256} by the manifest, expected what its name says");
            }
        }

        if (entries.Keys.FirstOrDefault(name => !named.Contains(name)) is { } stranger)
        {
            throw Refused(file, $"'{stranger}' is not of the bundle: its manifest does not name it");
        }
    }

    /// <summary>The files of the package are those that its own manifest says, and it is of the version that the bundle says.</summary>
    private static void RequirePackage(string file, BundleManifest manifest, Dictionary<string, byte[]> texts)
    {
        if (!texts.TryGetValue(BundleLayout.OfPackageFile(PackageFile.Manifest), out var text) || !texts.ContainsKey(BundleLayout.OfPackageFile(PackageFile.Spec)))
        {
            throw Refused(file, $"{BundleLayout.OfPackageFile(PackageFile.Manifest)} or {BundleLayout.OfPackageFile(PackageFile.Spec)} is missing");
        }

        var package = Parse<PackageManifest>(file, BundleLayout.OfPackageFile(PackageFile.Manifest), text);
        if ((package.Project, package.Model, package.Version, package.Run, package.ModelDigest, package.Snapshot)
            != (manifest.Project, manifest.Model, manifest.Version, manifest.Run, manifest.ModelDigest, manifest.Snapshot))
        {
            throw Refused(file, $"{BundleLayout.OfPackageFile(PackageFile.Manifest)} is of {package.Project}/{package.Model}@{package.Version}, {package.ModelDigest}; expected {manifest.Project}/{manifest.Model}@{manifest.Version}, {manifest.ModelDigest}");
        }

        foreach (var name in texts.Keys)
        {
            if (BundleLayout.PackageFileOf(name) is { } packaged && packaged != PackageFile.Manifest
                && package.Files.GetValueOrDefault(packaged) != Convert.ToHexStringLower(SHA256.HashData(texts[name])))
            {
                throw Refused(file, $"{name} is not what {BundleLayout.OfPackageFile(PackageFile.Manifest)} says");
            }
        }

        if (package.Files.Keys.FirstOrDefault(name => !texts.ContainsKey(BundleLayout.OfPackageFile(name))) is { } lacking)
        {
            throw Refused(file, $"{BundleLayout.OfPackageFile(lacking)} is missing");
        }
    }

    /// <summary>Results name no file that the bundle does not hold.</summary>
    private static Dictionary<string, string> Results(string file, Dictionary<string, byte[]> texts, BundleManifest manifest, bool searches)
    {
        var held = manifest.Members.Where(m => BundleLayout.ArtifactOf(m.Name) is not null).ToDictionary(m => m.Name, m => m.Bytes, StringComparer.Ordinal);
        var results = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, content) in texts.Where(t => BundleLayout.StageOf(t.Key) is not null))
        {
            var json = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content);
            foreach (var artifact in FilesIn(file, name, json))
            {
                if (!held.TryGetValue(BundleLayout.OfArtifact(artifact.Uri), out var bytes) || bytes != artifact.Bytes || Path.GetFileNameWithoutExtension(artifact.Uri) != artifact.Sha256)
                {
                    throw Refused(file, $"{name} names {artifact.Uri} of {artifact.Bytes} bytes, which the bundle does not hold");
                }
            }

            results[BundleLayout.StageOf(name)!] = json;
        }

        return BundleLayout.Stages.FirstOrDefault(stage => !results.ContainsKey(stage) && (stage != StageName.Tune || searches)) is { } missing
            ? throw Refused(file, $"{BundleLayout.OfResult(missing)} is missing")
            : results;
    }

    private static ModelSpec Spec(string file, Dictionary<string, byte[]> texts) =>
        Parse<ModelSpec>(file, BundleLayout.OfPackageFile(PackageFile.Spec), texts[BundleLayout.OfPackageFile(PackageFile.Spec)]);

    private static T Parse<T>(string file, string name, byte[] json)
    {
        try
        {
            return MdlcJson.Deserialize<T>(Encoding.UTF8.GetString(json));
        }
        catch (JsonException unreadable)
        {
            throw Refused(file, $"{name} cannot be read: {unreadable.Message.TrimEnd('.')}", unreadable);
        }
    }

    private static IReadOnlyList<ArtifactRef> FilesIn(string file, string name, string json)
    {
        try
        {
            return NamedFiles.In(json);
        }
        catch (JsonException unreadable)
        {
            throw Refused(file, $"{name} cannot be read: {unreadable.Message.TrimEnd('.')}", unreadable);
        }
    }

    /// <summary>Under a project's name that no spec can have, so that they stand in no run's way.</summary>
    private async Task<RunKey> KeepAsync(BundleManifest manifest, string hash, Dictionary<string, string> results, CancellationToken cancellationToken)
    {
        var from = new RunKey($"bundle:{hash[..16]}", manifest.Model, RunKey.TryParse(manifest.Run, out var run) ? run.Number : 0);
        foreach (var (stage, json) in results)
        {
            await catalog.Stages.PutAsync(new StageResult(from, stage, json, DateTimeOffset.UnixEpoch), cancellationToken);
        }

        return from;
    }

    private static async Task<byte[]> TextAsync(string file, Dictionary<string, ZipArchiveEntry> entries, string name, CancellationToken cancellationToken)
    {
        var entry = entries.GetValueOrDefault(name) ?? throw Refused(file, $"{name} is missing");
        using var target = new MemoryStream();
        await using var content = entry.Open();
        await CopyAsync(file, name, content, target, Math.Min(entry.Length, MostTextBytes), cancellationToken);
        return target.ToArray();
    }

    private static async Task CopyAsync(string file, ZipArchiveEntry entry, BundleMember member, Stream target, CancellationToken cancellationToken)
    {
        if (member.Bytes < 0 || (target is MemoryStream && member.Bytes > MostTextBytes))
        {
            throw Refused(file, $"{member.Name} has {member.Bytes} bytes by the manifest, expected at most {MostTextBytes}");
        }

        await using var content = entry.Open();
        var found = await CopyAsync(file, member.Name, content, target, member.Bytes, cancellationToken);
        if (found != member.Sha256)
        {
            throw Refused(file, $"{member.Name} has SHA-256 {found}, expected {member.Sha256}");
        }
    }

    /// <summary>Stops at the first byte too many: a small archive may hold a disk full.</summary>
    private static async Task<string> CopyAsync(string file, string name, Stream content, Stream target, long bytes, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        var total = 0L;
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            total += read;
            if (total > bytes)
            {
                throw Refused(file, $"{name} has more than {bytes} bytes");
            }

            hash.AppendData(buffer.AsSpan(0, read));
            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return total == bytes ? Convert.ToHexStringLower(hash.GetCurrentHash()) : throw Refused(file, $"{name} has {total} bytes, expected {bytes}");
    }

    private static FaultException Refused(string file, string what, Exception? inner = null) =>
        FaultException.InData($"The bundle {file} is refused: {what}. Nothing of it was taken in; get it again from where it was exported.", inner);
}
