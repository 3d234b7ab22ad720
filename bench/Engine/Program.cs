using Grpc.Core;
using Mdlc.Engine.Bench;
using Mdlc.Engine.Bench.Servers;

const int WarmUp = 1000;

BenchOptions options;
try
{
    options = BenchOptions.Parse(args);
}
catch (ArgumentException e)
{
    await Console.Error.WriteLineAsync($"{e.Message}\n{BenchOptions.Usage}");
    return 2;
}

var servers = BenchServer.All(options.Engine);
var unknown = options.Servers.Except(servers.Select(server => server.Name)).ToList();
if (unknown.Count > 0)
{
    await Console.Error.WriteLineAsync($"found server '{unknown[0]}', which is none\n{BenchOptions.Usage}");
    return 2;
}

if (!options.Growth && !options.LongLife)
{
    // The drivers are compiled as they first run: without this the server that comes first would wait for it.
    await Console.Error.WriteLineAsync("warming up the drivers");
    await new ServerBench(options with { Workflows = WarmUp, Warmup = WarmUp }, TimeProvider.System).RunAsync(BenchServer.InMemory(options.Engine));
}

var flush = FlushTime.Measure();
var measurements = new List<Measurement>();
foreach (var server in servers.Where(server => options.Servers.Count == 0 || options.Servers.Contains(server.Name)))
{
    if (server.Missing is { } missing)
    {
        await Console.Error.WriteLineAsync($"{server.Name}: skipped: {missing}");
        continue;
    }

    if (options.Growth)
    {
        await new GrowthBench(options, TimeProvider.System).RunAsync(server, Console.Out);
        continue;
    }

    if (options.LongLife)
    {
        await new LongLifeBench(options, TimeProvider.System).RunAsync(server, Console.Out);
        continue;
    }

    await Console.Error.WriteLineAsync($"{server.Name}: measuring");
    try
    {
        measurements.Add(await new ServerBench(options, TimeProvider.System).RunAsync(server));
    }
    catch (RpcException e)
    {
        // What the other servers' minutes gave is worth keeping.
        await Console.Error.WriteLineAsync($"{server.Name}: left out: {e.Status.Detail}");
    }
}

if (measurements.Count > 0)
{
    Report.Write(Console.Out, measurements, flush);
}

return 0;
