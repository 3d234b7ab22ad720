using Mdlc.Engine.Hosting;
using Mdlc.Engine.Kernel;
using Mdlc.Tests.Shared.Servers;

namespace Mdlc.Conformance.Tests.Servers;

/// <summary>
/// The engine under test: hosted in this process, or the executable that <c>MDLC_ENGINE</c> names (the native build), or one that runs already
/// and that <c>MDLC_ENGINE_ADDRESS</c> names.
/// </summary>
internal sealed class EngineServer : IServer
{
    /// <summary>Where the engine is more generous by default, it is held to the real server's limit here; and what both are told to offer.</summary>
    private static readonly Dictionary<string, string> RealLimits = new()
    {
        ["history.maximumBufferedEventsBatch"] = "100",
        ["frontend.WorkflowTimeSkippingEnabled"] = "true",
        ["frontend.WorkflowPauseEnabled"] = "true",
        ["history.enableSignalWithStartFromWorkflow"] = "true",
        ["frontend.MaxConcurrentBatchOperationPerNamespace"] = "1000",
    };

    private readonly EngineHost _host;

    private EngineServer(EngineHost host) => _host = host;

    public string Address => _host.Address;

    public string? HttpAddress => _host.HttpAddress;

    public static async Task<IServer> StartAsync() =>
        Environment.GetEnvironmentVariable("MDLC_ENGINE_ADDRESS") is { Length: > 0 } address
            ? new RunningServer(address, Environment.GetEnvironmentVariable("MDLC_ENGINE_HTTP_ADDRESS"))
            : Environment.GetEnvironmentVariable("MDLC_ENGINE") is { Length: > 0 } executable
            ? await DevServer.StartAsync(executable, [.. RealLimits.SelectMany(limit => new[] { "--dynamic-config-value", $"{limit.Key}={limit.Value}" })])
            : new EngineServer(await EngineHost.StartAsync(new EngineOptions { DynamicConfig = RealLimits, HttpPort = 0 }));

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
