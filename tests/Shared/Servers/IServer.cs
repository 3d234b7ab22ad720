namespace Mdlc.Tests.Shared.Servers;

/// <summary>A server that was started, or found running, and is ended (when it was started here) by disposal.</summary>
internal interface IServer : IAsyncDisposable
{
    /// <summary><c>host:port</c> of its gRPC endpoint.</summary>
    string Address { get; }

    /// <summary><c>host:port</c> of its HTTP API; null when it is not known.</summary>
    string? HttpAddress { get; }
}
