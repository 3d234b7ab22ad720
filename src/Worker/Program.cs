using System.Globalization;
using Mdlc.Catalog;
using Mdlc.Catalog.Files;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Catalog.Sources.Cells;
using Mdlc.Worker;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Temporalio.Client;
using Temporalio.Exceptions;

// A worker as a container runs it: all it needs is in the environment (TEMPORAL_*, MDLC_HOME, MDLC_PROJECTS, MDLC_BUILD_ID).
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

try
{
    await RunAsync();
    return 0;
}
catch (Exception fault)
{
    // Whoever runs containers sees the reason; an orchestrator starts it again.
    await Console.Error.WriteLineAsync($"mdlc worker: {fault.Message}");
    return 1;
}

static async Task RunAsync()
{
    CellText.Require();
    using var loggers = LoggerFactory.Create(logging => logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
    using var host = Host.CreateEmptyApplicationBuilder(null).Build();
    var home = new Home(Environment.GetEnvironmentVariable("MDLC_HOME") is { Length: > 0 } named ? named : ".mdlc");
    if (File.Exists(home.Root))
    {
        throw new IOException($"The home {home.Root} is a file; expected a folder. Name another with MDLC_HOME.");
    }

    var projects = (Environment.GetEnvironmentVariable("MDLC_PROJECTS") ?? "")
        .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    PrivateFile.MakeFolder(home.Root);
    PrivateFile.KeepLike(home.Root);
    await using var catalog = new SqliteCatalog(home, CatalogAccess.ReadWrite);
    var client = await ConnectAsync(loggers);
    await using var worker = MdlcWorker.Start(home, catalog, client, projects, WorkerBuild.FromEnvironment(), loggers, TimeProvider.System);
    await host.RunAsync();
}

static async Task<TemporalClient> ConnectAsync(ILoggerFactory loggers)
{
    try
    {
        return await TemporalClients.ConnectConfiguredAsync(loggers);
    }
    catch (Exception fault) when (fault is InvalidOperationException or RpcException)
    {
        var address = Environment.GetEnvironmentVariable("TEMPORAL_ADDRESS") is { Length: > 0 } named ? named : "localhost:7233";
        throw new IOException($"No Temporal server answers at {address} (TEMPORAL_ADDRESS): {fault.Message}", fault);
    }
}
