namespace Mdlc.Catalog.Predictions;

/// <summary>One answered request: its rows, with what came in and what was answered.</summary>
/// <param name="Request">The request's id, the client's or ours.</param>
public sealed record LoggedRequest(
    DateTimeOffset Time, string Request, int Rows, IReadOnlyList<LoggedColumn> Inputs, IReadOnlyList<LoggedColumn> Outputs);
