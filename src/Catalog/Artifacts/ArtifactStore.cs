using Mdlc.Catalog.Files;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;

namespace Mdlc.Catalog.Artifacts;

/// <summary>
/// Files by the digest of their content, in a folder. A file is either there whole or not there: it is written aside and renamed into
/// place. Nothing is believed by its name: each opening reads all bytes and holds them against the digest. Safe for any number of
/// processes at once.
/// </summary>
public sealed class ArtifactStore(Home home)
{
    /// <summary>A path for a file that is being made; on the store's own disk, so that <see cref="MoveInAsync"/> is a rename.</summary>
    /// <param name="extension">With its dot, e.g. <c>.parquet</c>.</param>
    public string NewScratchFile(string extension) =>
        Path.Combine(Directory.CreateDirectory(home.Scratch).FullName, $"{Guid.NewGuid():n}{extension}");

    /// <summary>
    /// Takes a finished file into the store; the file is gone from where it was. On return it is on the disk. What the store has under that
    /// digest already is kept if it is what it says; a damaged file makes way, and its remains lie beside it as <c>….damaged</c>.
    /// </summary>
    public async Task<ArtifactRef> MoveInAsync(string file, CancellationToken cancellationToken = default)
    {
        var (sha256, bytes) = await FileDigest.SettleAsync(file, cancellationToken);
        var artifact = new ArtifactRef(UriOf(sha256, Path.GetExtension(file)), sha256, bytes);
        var target = PlaceOf(artifact);
        var folder = Directory.CreateDirectory(Path.GetDirectoryName(target)!).FullName;
        if (await HoldsAsync(artifact, cancellationToken))
        {
            File.Delete(file);
        }
        else
        {
            KeepRemains(target);
            File.Move(file, target, overwrite: true);
        }

        // Also when it was there before: whoever put it there may have died before it had done this.
        Disk.FlushFolder(folder);
        Disk.FlushFolder(home.Artifacts);
        return artifact;
    }

    /// <summary>Stores a text, e.g. a JSON document.</summary>
    public async Task<ArtifactRef> PutTextAsync(string text, string extension, CancellationToken cancellationToken = default)
    {
        var file = NewScratchFile(extension);
        try
        {
            await File.WriteAllTextAsync(file, text, cancellationToken);
            return await MoveInAsync(file, cancellationToken);
        }
        finally
        {
            // There is nothing any more unless that failed; half a file must not take what room a full disk has.
            File.Delete(file);
        }
    }

    /// <summary>Opens an artifact, once its bytes have been held against its digest.</summary>
    /// <exception cref="FaultException">The store does not hold it, or what it holds is something else.</exception>
    public async Task<VerifiedArtifact> OpenAsync(ArtifactRef artifact, CancellationToken cancellationToken = default)
    {
        FileStream? file = null;
        try
        {
            file = FileDigest.OpenRead(PlaceOf(artifact));
            var found = await FileDigest.OfAsync(file, cancellationToken);
            return found == artifact.Sha256
                ? new VerifiedArtifact(artifact, file)
                : throw Unusable(artifact, $"is damaged: its {file.Length} bytes have SHA-256 {found}, expected {artifact.Bytes} bytes with {artifact.Sha256}");
        }
        catch (Exception fault)
        {
            file?.Dispose();
            throw fault switch
            {
                FileNotFoundException or DirectoryNotFoundException => Unusable(artifact, "is not there", fault),
                IOException or UnauthorizedAccessException => Unusable(artifact, $"cannot be read: {fault.Message}", fault),
                _ => fault,
            };
        }
    }

    /// <exception cref="FaultException">As of <see cref="OpenAsync"/>.</exception>
    public async Task<string> ReadTextAsync(ArtifactRef artifact, CancellationToken cancellationToken = default)
    {
        using var opened = await OpenAsync(artifact, cancellationToken);
        using var reader = new StreamReader(opened.Content);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    /// <summary>Whether an artifact is there and is what it says.</summary>
    public async Task<bool> HoldsAsync(ArtifactRef artifact, CancellationToken cancellationToken = default)
    {
        try
        {
            using var opened = await OpenAsync(artifact, cancellationToken);
            return true;
        }
        catch (FaultException)
        {
            return false;
        }
    }

    /// <summary>What the store knows an artifact by, from what it holds.</summary>
    /// <param name="extension">With its dot, e.g. <c>.parquet</c>.</param>
    public static string UriOf(string sha256, string extension) => $"{sha256[..2]}/{sha256}{extension}";

    /// <summary>Where an artifact lies, to tell a person. Nothing is read by this path: <see cref="OpenAsync"/> gives one that was checked.</summary>
    public string PlaceOf(ArtifactRef artifact)
    {
        var path = Path.GetFullPath(Path.Combine(home.Artifacts, artifact.Uri));
        return path.StartsWith(home.Artifacts + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new ArgumentException($"Artifact '{artifact.Uri}' points outside of the store {home.Artifacts}.", nameof(artifact));
    }

    /// <summary>A copy: the file's own place is never empty. What cannot be read leaves none.</summary>
    private static void KeepRemains(string target)
    {
        var remains = $"{target}.damaged";
        try
        {
            if (Directory.Exists(target))
            {
                Directory.Move(target, remains);
            }
            else if (File.Exists(target))
            {
                File.Copy(target, remains, overwrite: true);
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // Remains are for a person's curiosity; the good file must not wait for them.
        }
    }

    private FaultException Unusable(ArtifactRef artifact, string what, Exception? inner = null) =>
        FaultException.InEnvironment(
            $"Artifact {PlaceOf(artifact)} {what}. It is not used. Run the model again: each stage makes its files anew where they are damaged; or restore the file from a backup.",
            inner);
}
