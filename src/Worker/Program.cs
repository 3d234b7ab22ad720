using System.Globalization;
using Mdlc.Catalog;
using Mdlc.Catalog.Files;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Catalog.Sources.Cells;
using Mdlc.Contracts.Faults;
using Mdlc.Worker;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// A worker as a container runs it: all it needs is in the environment (TEMPORAL_*, MDLC_HOME, MDLC_PROJECTS).
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

try
{
    CellText.Require();
}
catch (FaultException fault)
{
    await Console.Error.WriteLineAsync(fault.Message);
    return 1;
}

using var loggers = LoggerFactory.Create(logging => logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
using var host = Host.CreateEmptyApplicationBuilder(null).Build();
var home = new Home(Environment.GetEnvironmentVariable("MDLC_HOME") ?? ".mdlc");
var projects = (Environment.GetEnvironmentVariable("MDLC_PROJECTS") ?? "")
    .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

PrivateFile.MakeFolder(home.Root);
PrivateFile.KeepLike(home.Root);
await using var catalog = new SqliteCatalog(home, CatalogAccess.ReadWrite);
var client = await TemporalClients.ConnectConfiguredAsync(loggers);
await using var worker = MdlcWorker.Start(home, catalog, client, projects, loggers, TimeProvider.System);
await host.RunAsync();
return 0;
