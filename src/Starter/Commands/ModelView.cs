using Mdlc.Contracts.Models;

namespace Mdlc.Starter.Commands;

/// <summary>The document of <c>mdlc model show --json</c>.</summary>
/// <param name="Versions">Newest first.</param>
/// <param name="History">Oldest first.</param>
internal sealed record ModelView(
    string Project,
    string Model,
    IReadOnlyDictionary<string, int> Aliases,
    IReadOnlyList<ModelPackage> Versions,
    IReadOnlyList<AliasChange> History);
