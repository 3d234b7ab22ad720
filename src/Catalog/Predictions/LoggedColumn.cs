using Mdlc.Contracts.Artifacts;

namespace Mdlc.Catalog.Predictions;

/// <summary>An input or output of logged rows, as it was received or answered.</summary>
/// <param name="Values">
/// By type: <c>long?[]</c>, <c>double?[]</c>, <c>double[]</c> or <c>float[]</c> (Number), <c>bool?[]</c>, <c>DateTime?[]</c> (UTC), <c>string?[]</c>; outputs may be
/// arrays of the types that are never null.
/// </param>
public sealed record LoggedColumn(string Name, ColumnType Type, Array Values);
