namespace Mdlc.Contracts.Artifacts;

/// <summary>How big data travels: a file of the artifact store, named by what is in it.</summary>
/// <param name="Uri">Where the store keeps it, relative to the store's root, e.g. <c>ab/abcdef….parquet</c>.</param>
/// <param name="Sha256">Lower-case hex digest of the file's bytes.</param>
/// <param name="Bytes">Length in bytes.</param>
public sealed record ArtifactRef(string Uri, string Sha256, long Bytes);
