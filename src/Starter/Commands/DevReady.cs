namespace Mdlc.Starter.Commands;

/// <summary>What <c>mdlc dev --json</c> says once all of it answers.</summary>
internal sealed record DevReady(string Temporal, bool Embedded, string Serving, string Webhook, string Home);
