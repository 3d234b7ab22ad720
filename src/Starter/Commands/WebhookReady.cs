namespace Mdlc.Starter.Commands;

/// <summary>What <c>mdlc webhook --json</c> says once it answers.</summary>
/// <param name="Webhook">Where events are posted to.</param>
/// <param name="Asks">What a sender must know: <c>signature</c>, <c>token</c>, both or neither.</param>
internal sealed record WebhookReady(string Webhook, IReadOnlyList<string> Asks, string Temporal, string Home);
