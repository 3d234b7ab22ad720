using Mdlc.Contracts.Artifacts;

namespace Mdlc.Catalog.Sources.Typed;

/// <summary>How a typed source's column becomes a snapshot's.</summary>
/// <param name="Cell">SQL of what the source holds.</param>
/// <param name="Value">SQL of the snapshot's value.</param>
/// <param name="Bad">SQL that is true for a cell that cannot be taken; null: every cell can.</param>
/// <param name="Reason">What is wrong with such a cell.</param>
internal sealed record TypedColumn(SnapshotColumn Column, string Cell, string Value, string? Bad, string Reason);
