namespace Mdlc.Catalog.Bundles;

/// <summary>What a bundle says of itself; its SHA-256 is the bundle's content hash.</summary>
/// <param name="Format">Version of the layout.</param>
/// <param name="Software">The mdlc that wrote it.</param>
/// <param name="Run">The run that made the version, <c>project/model/n</c> in the home that it comes from.</param>
/// <param name="ModelDigest">What training by it must come to.</param>
/// <param name="Snapshot">Digest of the data, see <see cref="Contracts.Artifacts.SnapshotRef.DataDigest"/>.</param>
/// <param name="Members">Every other member of the archive but the hash, by name in order.</param>
public sealed record BundleManifest(
    int Format, string Software, string Project, string Model, int Version, string Run, string ModelDigest, string Snapshot, IReadOnlyList<BundleMember> Members)
{
    public const int CurrentFormat = 1;
}
