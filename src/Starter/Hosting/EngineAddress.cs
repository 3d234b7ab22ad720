namespace Mdlc.Starter.Hosting;

/// <param name="Address">host:port of the engine's gRPC endpoint.</param>
/// <param name="Pid">The process that holds it.</param>
internal sealed record EngineAddress(string Address, int Pid);
