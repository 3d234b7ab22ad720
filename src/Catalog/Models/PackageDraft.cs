
namespace Mdlc.Catalog.Models;

/// <summary>What goes into a package.</summary>
/// <param name="Run">The run that made it; its version was reserved by that name.</param>
/// <param name="ModelFile">Path of the <c>model.zip</c>, which is copied.</param>
/// <param name="Texts">The other files by name.</param>
public sealed record PackageDraft(
    string Project,
    string Model,
    int Version,
    string Run,
    string ModelDigest,
    string Snapshot,
    string ModelFile,
    IReadOnlyDictionary<string, string> Texts,
    DateTimeOffset Created);
