using Mdlc.Contracts.Artifacts;

namespace Mdlc.Catalog.Sources.Cells;

/// <summary>What a whole column is.</summary>
/// <param name="Format">Its notation; null: plain, or ISO 8601.</param>
/// <param name="Note">For a person, where something was guessed, or could have been; null: nothing was.</param>
internal sealed record ColumnDecision(ColumnType Type, string? Format = null, string? Note = null);
