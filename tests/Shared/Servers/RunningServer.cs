namespace Mdlc.Tests.Shared.Servers;

/// <summary>A server that somebody else started and will end.</summary>
internal sealed class RunningServer(string address, string? httpAddress) : IServer
{
    public string Address { get; } = address;

    public string? HttpAddress { get; } = httpAddress;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
