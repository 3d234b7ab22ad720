using Grpc.Core;

namespace Mdlc.Engine.Frontend.Calls;

/// <summary>Callers' deadlines, which gRPC tells by the machine's own clock, whatever clock the engine was given.</summary>
internal static class Deadlines
{
    /// <summary>How long the caller waits from now on; centuries when it does not say.</summary>
    public static TimeSpan Left(ServerCallContext context) => context.Deadline - TimeProvider.System.GetUtcNow().UtcDateTime;
}
