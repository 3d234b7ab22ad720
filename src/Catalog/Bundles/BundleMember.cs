namespace Mdlc.Catalog.Bundles;

/// <param name="Name">In the archive, with <c>/</c>.</param>
/// <param name="Sha256">Of its bytes, lower-case hex.</param>
/// <param name="Bytes">Length, unpacked.</param>
public sealed record BundleMember(string Name, string Sha256, long Bytes);
