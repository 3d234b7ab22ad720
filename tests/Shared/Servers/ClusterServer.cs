namespace Mdlc.Tests.Shared.Servers;

/// <summary>The production server, started by <c>temporal-cluster-up</c> in a folder and on ports of its own.</summary>
internal sealed class ClusterServer : IServer
{
    private const int PortsUsed = 10;

    /// <summary>Where temporal-cluster-up puts the HTTP API.</summary>
    private const int HttpPortDistance = 2;

    private const string Settings = """
        frontend.WorkflowTimeSkippingEnabled: [{value: true}]
        frontend.WorkflowPauseEnabled: [{value: true}]
        frontend.MaxConcurrentBatchOperationPerNamespace: [{value: 1000}]

        """;

    private readonly string _folder;

    private ClusterServer(string folder, int port)
    {
        _folder = folder;
        Address = $"127.0.0.1:{port}";
        HttpAddress = $"127.0.0.1:{port + HttpPortDistance}";
    }

    public string Address { get; }

    public string? HttpAddress { get; }

    public static async Task<IServer> StartAsync(string up)
    {
        var server = new ClusterServer(NewFolder(), Executables.FreePortBlock(PortsUsed));
        var port = server.Address.Split(':')[1];

        // What the scenarios need beyond what the script switches on, unless the caller has settings of his own.
        var settings = Path.Combine(server._folder, "settings.yaml");
        await File.WriteAllTextAsync(settings, Settings);

        // Its output goes to a file: the server inherits the pipe and would keep a reader waiting for its end.
        var log = Path.Combine(server._folder, "up.log");
        await Executables.RunAsync("/bin/sh", "-c", "MDLC_DYNAMIC_CONFIG=\"${MDLC_DYNAMIC_CONFIG:-$4}\" exec \"$0\" \"$1\" \"$2\" > \"$3\" 2>&1", up, server._folder, port, log, settings);
        return server;
    }

    /// <summary>In memory where that is possible: a disk that stalls makes the real server lose workflow tasks to their timeouts.</summary>
    private static string NewFolder()
    {
        const string Memory = "/dev/shm";
        var parent = Directory.Exists(Memory) ? Memory : Path.GetTempPath();
        return Directory.CreateDirectory(Path.Combine(parent, $"mdlc-conformance-{Guid.NewGuid():N}")).FullName;
    }

    public async ValueTask DisposeAsync()
    {
        if (Executables.OnPath("temporal-cluster-down") is { } down)
        {
            await Executables.RunAsync(down, _folder);
        }

        Directory.Delete(_folder, recursive: true);
    }
}
