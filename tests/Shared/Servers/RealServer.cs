namespace Mdlc.Tests.Shared.Servers;

/// <summary>Where the real server comes from.</summary>
internal static class RealServer
{
    /// <summary>What a comparison that was skipped for want of a real server says.</summary>
    public const string Needed = "needs temporal-cluster-up or temporal on PATH";

    private static string? RunningAddress => NonEmpty("MDLC_TEMPORAL_ADDRESS");

    private static string? Cluster => Executables.OnPath("temporal-cluster-up");

    private static string? Dev => NonEmpty("MDLC_TEMPORAL_CLI") ?? Executables.OnPath("temporal");

    public static bool IsAtHand => (RunningAddress ?? Cluster ?? Dev) is not null;

    public static Task<IServer> StartAsync() =>
        RunningAddress is { } address ? Task.FromResult<IServer>(new RunningServer(address, NonEmpty("MDLC_TEMPORAL_HTTP_ADDRESS")))
        : Cluster is { } up ? ClusterServer.StartAsync(up)
        : Dev is { } executable ? DevServer.StartAsync(executable)
        : throw new InvalidOperationException($"No real server: {Needed}.");

    private static string? NonEmpty(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
