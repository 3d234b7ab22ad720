namespace Mdlc.Starter.Hosting;

/// <param name="Address">host:port of the engine's gRPC endpoint.</param>
/// <param name="Pid">The process that holds it.</param>
/// <param name="Web">Where its pages and its HTTP API are; null when they are nowhere.</param>
internal sealed record EngineAddress(string Address, int Pid, string? Web = null);
