namespace Mdlc.Conformance.Tests.Servers;

/// <summary>Where the engine under test comes from.</summary>
internal static class EngineServer
{
    /// <summary>An engine that runs already, given by <c>MDLC_ENGINE_ADDRESS</c>.</summary>
    private static string? RunningAddress => Environment.GetEnvironmentVariable("MDLC_ENGINE_ADDRESS") is { Length: > 0 } value ? value : null;

    public static bool IsAtHand => RunningAddress is not null;

    public static Task<IServer> StartAsync() =>
        RunningAddress is { } address
            ? Task.FromResult<IServer>(new RunningServer(address))
            : throw new InvalidOperationException("No engine to test.");
}
