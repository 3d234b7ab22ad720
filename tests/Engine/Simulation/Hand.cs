using Google.Protobuf;

namespace Mdlc.Engine.Tests.Simulation;

/// <summary>A task in a worker's hands, once the reply to its poll has come.</summary>
internal sealed class Hand<T>(T task, ByteString token)
{
    public T Task { get; } = task;

    public ByteString Token { get; } = token;

    public bool HasCome { get; set; }
}
