using System.Text.Json.Serialization;
using Mdlc.Contracts.Artifacts;

namespace Mdlc.Catalog.Predictions;

/// <summary>An input or output of logged rows, as it was received or answered.</summary>
/// <param name="Values">
/// By type: <c>long?[]</c>, <c>double?[]</c>, <c>double[]</c> or <c>float[]</c> (Number), <c>bool?[]</c>, <c>DateTime?[]</c> (UTC), <c>string?[]</c>; outputs may be
/// arrays of the types that are never null.
/// </param>
public sealed record LoggedColumn(string Name, ColumnType Type, Array Values)
{
    private const int CellBytes = 16;

    /// <summary>About what it takes in memory.</summary>
    [JsonIgnore]
    public long Bytes => ((long)Values.Length * CellBytes) + (Values is string?[] texts ? texts.Sum(text => 2L * (text?.Length ?? 0)) : 0);
}
