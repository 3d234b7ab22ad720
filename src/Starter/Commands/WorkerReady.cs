namespace Mdlc.Starter.Commands;

/// <summary>What <c>mdlc worker --json</c> says once it polls.</summary>
internal sealed record WorkerReady(string Temporal, string Namespace, IReadOnlyList<string> Projects, string Home, string? Build);
