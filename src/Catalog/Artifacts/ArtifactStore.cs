using System.Security.Cryptography;
using Mdlc.Contracts.Artifacts;

namespace Mdlc.Catalog.Artifacts;

/// <summary>
/// Files by the digest of their content, in a folder. A file is either there whole or not there: it is written aside and renamed into
/// place. Writing what is there already does nothing. Safe for any number of processes at once.
/// </summary>
public sealed class ArtifactStore(Home home)
{
    /// <summary>A path for a file that is being made; on the store's own disk, so that <see cref="MoveInAsync"/> is a rename.</summary>
    /// <param name="extension">With its dot, e.g. <c>.parquet</c>.</param>
    public string NewScratchFile(string extension) =>
        Path.Combine(Directory.CreateDirectory(home.Scratch).FullName, $"{Guid.NewGuid():n}{extension}");

    /// <summary>Takes a finished file into the store; the file is gone from where it was.</summary>
    public async Task<ArtifactRef> MoveInAsync(string file, CancellationToken cancellationToken = default)
    {
        string sha256;
        await using (var stream = File.OpenRead(file))
        {
            sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
        }

        var bytes = new FileInfo(file).Length;
        var uri = $"{sha256[..2]}/{sha256}{Path.GetExtension(file)}";
        var target = Path.Combine(home.Artifacts, uri);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (File.Exists(target) && new FileInfo(target).Length == bytes)
        {
            File.Delete(file);
        }
        else
        {
            File.Move(file, target, overwrite: true);
        }

        return new ArtifactRef(uri, sha256, bytes);
    }

    /// <summary>Stores a text, e.g. a JSON document.</summary>
    public async Task<ArtifactRef> PutTextAsync(string text, string extension, CancellationToken cancellationToken = default)
    {
        var file = NewScratchFile(extension);
        await File.WriteAllTextAsync(file, text, cancellationToken);
        return await MoveInAsync(file, cancellationToken);
    }

    /// <summary>The file's absolute path.</summary>
    /// <exception cref="FileNotFoundException">The store does not hold it.</exception>
    public string PathOf(ArtifactRef artifact)
    {
        var path = Path.GetFullPath(Path.Combine(home.Artifacts, artifact.Uri));
        if (!path.StartsWith(home.Artifacts + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new ArgumentException($"Artifact '{artifact.Uri}' points outside of the store {home.Artifacts}.", nameof(artifact));
        }

        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"Artifact {artifact.Uri} ({artifact.Bytes} bytes) is not in the store {home.Artifacts}.", path);
    }

    public Task<string> ReadTextAsync(ArtifactRef artifact, CancellationToken cancellationToken = default) =>
        File.ReadAllTextAsync(PathOf(artifact), cancellationToken);
}
