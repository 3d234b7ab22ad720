using Mdlc.Contracts.Artifacts;

namespace Mdlc.Catalog.Artifacts;

/// <summary>
/// An artifact whose bytes were held against its digest. The file is held open until this is disposed: within that time it need not be
/// checked again.
/// </summary>
public sealed class VerifiedArtifact : IDisposable
{
    private readonly FileStream _held;

    internal VerifiedArtifact(ArtifactRef artifact, FileStream held)
    {
        Artifact = artifact;
        _held = held;
    }

    public ArtifactRef Artifact { get; }

    /// <summary>Absolute path, for what can open a file only by its name.</summary>
    public string Path => _held.Name;

    /// <summary>The very file that was checked, at its first byte. One reader at a time.</summary>
    public Stream Content
    {
        get
        {
            _held.Position = 0;
            return _held;
        }
    }

    public void Dispose() => _held.Dispose();
}
