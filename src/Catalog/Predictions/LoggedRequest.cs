using System.Text.Json.Serialization;

namespace Mdlc.Catalog.Predictions;

/// <summary>One answered request: its rows, with what came in and what was answered.</summary>
/// <param name="Request">The request's id, the client's or ours.</param>
public sealed record LoggedRequest(
    DateTimeOffset Time, string Request, int Rows, IReadOnlyList<LoggedColumn> Inputs, IReadOnlyList<LoggedColumn> Outputs)
{
    private const int RowOverhead = 64;

    /// <summary>About what it takes in memory: each row has the request's id, and a cell of each column.</summary>
    [JsonIgnore]
    public long Bytes { get; } = (Rows * (RowOverhead + (2L * Request.Length))) + Inputs.Concat(Outputs).Sum(column => column.Bytes);
}
