
namespace Mdlc.Catalog.Models;

/// <summary>What a package is: <c>manifest.json</c>.</summary>
/// <param name="Files">SHA-256 (hex) of every other file by name.</param>
public sealed record PackageManifest(
    string Project,
    string Model,
    int Version,
    string Run,
    string ModelDigest,
    string Snapshot,
    DateTimeOffset Created,
    IReadOnlyDictionary<string, string> Files);
