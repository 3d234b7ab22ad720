using Mdlc.Contracts.Formats;

namespace Mdlc.Catalog.Sources.Cells;

/// <summary>How well a notation of numbers fits a column.</summary>
/// <param name="Count">Cells that are numbers in it.</param>
/// <param name="HasFractions">Some of them are not whole.</param>
internal sealed record NotationFit(NumberFormat Format, long Count, bool HasFractions);
