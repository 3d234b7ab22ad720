using Mdlc.Contracts.Models;

namespace Mdlc.Catalog.Metadata;

/// <summary>One move of an alias, among those of all models.</summary>
/// <param name="Sequence">Higher than that of every move before it.</param>
public sealed record ModelAliasChange(long Sequence, string Project, string Model, AliasChange Change);
