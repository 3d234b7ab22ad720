
namespace Mdlc.Contracts.Models;

/// <summary>An immutable model version as the catalog knows it.</summary>
/// <param name="Run">The run that made it, <c>project/model/n</c>.</param>
/// <param name="ModelDigest">Content digest of <c>model.zip</c>: same snapshot and same resolved spec give the same.</param>
/// <param name="Folder">Folder of the package, relative to the home.</param>
/// <param name="Files">SHA-256 (hex) of each file of the package by name; checked before anything is loaded.</param>
public sealed record ModelPackage(
    string Project,
    string Model,
    int Version,
    string Run,
    string ModelDigest,
    string Snapshot,
    string Folder,
    IReadOnlyDictionary<string, string> Files,
    DateTimeOffset Created);
