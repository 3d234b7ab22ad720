namespace Mdlc.Starter.Commands;

/// <summary>What <c>mdlc dev --json</c> says once all of it answers.</summary>
/// <param name="Web">The engine's pages and HTTP API; null when another process holds the engine and shows none.</param>
internal sealed record DevReady(string Temporal, bool Embedded, string? Web, string Serving, string Webhook, string Home)
{
    /// <summary>Where models, runs, reports and cards are shown.</summary>
    public string? Pages { get; init; }
}
