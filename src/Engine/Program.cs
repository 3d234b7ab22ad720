using System.Globalization;
using System.Runtime.InteropServices;
using Mdlc.Engine.Hosting;
using Microsoft.Extensions.Logging;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

const int Failed = 1;
const int Misused = 2;
const int Interrupted = 130;
var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    await EngineCommandLine.RunAsync(args, new() { Serve = ServeAsync });
    return 0;
}
catch (ArgumentException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return Misused;
}
catch (Exception e)
{
    // An address that is not this machine's, a file that is no file, a disk that fails: whatever it is, the reason is what a person can use.
    await Console.Error.WriteLineAsync(e.Message);
    return Failed;
}

async Task ServeAsync(IServerCommand command)
{
    using var logging = command.CreateLogging();
    var options = command.Options(logging);
    if (command.LogsConfig)
    {
        await Console.Error.WriteLineAsync($"{options with { ApiKey = options.ApiKey is null ? null : "…" }}");
    }

    await using var host = await EngineHost.StartAsync(options);
    foreach (var (name, address) in Addresses(host, options.Tls is null ? "http" : "https"))
    {
        await Console.Out.WriteLineAsync($"{name + ":",-8} {address}");
    }

    await stop.Task;
    logging.CreateLogger<EngineHost>().LogInformation("Stopping: waiting polls are answered, and what is queued is written.");
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    if (!stop.TrySetResult())
    {
        // Asked a second time: what is durable is so already.
        Environment.Exit(Interrupted);
    }
}

static IEnumerable<(string Name, string Address)> Addresses(EngineHost host, string scheme)
{
    yield return ("Server", host.Address);
    if (host.UiAddress is { } ui)
    {
        yield return ("UI", $"{scheme}://{ui}");
    }

    if (host.HttpAddress is { } http)
    {
        yield return ("HTTP", $"{scheme}://{http}");
    }

    if (host.MetricsAddress is { } metrics)
    {
        yield return ("Metrics", $"{scheme}://{metrics}/metrics");
    }
}
