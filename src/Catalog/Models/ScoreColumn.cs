using Mdlc.Contracts.Artifacts;

namespace Mdlc.Catalog.Models;

/// <summary>One output of a model.</summary>
/// <param name="Values">By type: <c>long[]</c>, <c>float[]</c> or, of a rescaled label, <c>double[]</c> (Number), <c>bool[]</c>, or <c>string[]</c>.</param>
public sealed record ScoreColumn(string Name, ColumnType Type, Array Values);
