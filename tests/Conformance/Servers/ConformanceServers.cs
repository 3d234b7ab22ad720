using System.Diagnostics;
using Mdlc.Conformance.Tests.Comparison;
using Mdlc.Conformance.Tests.Running;
using Mdlc.Tests.Shared.Servers;
using Temporalio.Api.OperatorService.V1;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Runtime;

namespace Mdlc.Conformance.Tests.Servers;

/// <summary>
/// The servers of one test run, each started when first needed and shared by all scenarios, and what each scenario recorded on each:
/// a scenario runs at most once per server, however many comparisons use its result.
/// </summary>
public sealed class ConformanceServers : IAsyncDisposable
{
    /// <summary>How often the real server runs a scenario that it does not run as expected.</summary>
    private const int MostRuns = 5;

    /// <summary>How long a scenario's runs may take in all before the next one is its last.</summary>
    private static readonly TimeSpan Patience = 2 * ScenarioRun.Limit;

    /// <summary>What made one run go wrong is often still there a moment later: each run waits longer for it to pass.</summary>
    private static readonly TimeSpan Calming = TimeSpan.FromSeconds(3);

    /// <summary>Warnings of the SDK's core about what the scenarios provoke are no news.</summary>
    private static readonly TemporalRuntime Quiet =
        new(new() { Telemetry = new() { Logging = new() { Filter = new(TelemetryFilterOptions.Level.Error, TelemetryFilterOptions.Level.Error) } } });

    private readonly Lock _gate = new();
    private readonly Dictionary<ServerKind, Task<Connected>> _servers = [];
    private readonly Dictionary<(string Scenario, ServerKind Kind), Task<ScenarioDocument>> _documents = [];

    /// <summary>Runs a scenario on a server, or returns what it recorded when it ran there before.</summary>
    internal Task<ScenarioDocument> DocumentAsync(string scenario, ServerKind kind, Func<ScenarioRun, Task> drive) =>
        Once(_documents, (scenario, kind), () => RunAsync(scenario, kind, drive));

    /// <summary>Drives a server through what has no golden.</summary>
    internal async Task<ScenarioDocument> DriveAsync(string name, ServerKind kind, Func<ScenarioRun, Task> drive)
    {
        var connected = await Once(_servers, kind, () => ConnectAsync(kind));
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await RunOnceAsync(name, connected, drive);
            }
            catch (RpcException e) when (kind == ServerKind.Real && attempt < MostRuns && (e.Code is RpcException.StatusCode.DeadlineExceeded or RpcException.StatusCode.Cancelled || e.Message == "Namespace default is not found."))
            {
                // It was too slow, or had not yet read its namespaces, on a machine that has much to do.
                await Task.Delay(Calming * attempt);
            }
        }
    }

    /// <summary><c>host:port</c> of a server, for programs of their own.</summary>
    internal async Task<string> AddressAsync(ServerKind kind) => (await Once(_servers, kind, () => ConnectAsync(kind))).Server.Address;

    /// <summary>The version that the real server says it is.</summary>
    internal async Task<string> RealVersionAsync()
    {
        var real = await Once(_servers, ServerKind.Real, () => ConnectAsync(ServerKind.Real));
        return (await real.Client.Connection.WorkflowService.GetSystemInfoAsync(new())).ServerVersion;
    }

    public async ValueTask DisposeAsync()
    {
        // A server that failed to start has nothing to end; its scenarios have said so.
        foreach (var server in _servers.Values.Where(s => s.IsCompletedSuccessfully))
        {
            await (await server).Server.DisposeAsync();
        }
    }

    private async Task<ScenarioDocument> RunAsync(string scenario, ServerKind kind, Func<ScenarioRun, Task> drive)
    {
        var connected = await Once(_servers, kind, () => ConnectAsync(kind));
        return kind == ServerKind.Engine
            ? await RunOnceAsync(scenario, connected, drive)
            : await RunUntilConfirmedAsync(scenario, connected, drive);
    }

    private static async Task<ScenarioDocument> RunOnceAsync(string scenario, Connected connected, Func<ScenarioRun, Task> drive)
    {
        using var run = new ScenarioRun(scenario, connected.Client, connected.Server.HttpAddress);
        await drive(run).WaitAsync(ScenarioRun.Limit);
        return run.Document;
    }

    /// <summary>
    /// On a loaded machine the real server loses tasks to its own deadlines, and histories differ from one run to the next: an attempt
    /// that was handed to nobody times out, and the worker gets the one after it. One run of it is believed when the golden (or, while
    /// recording, the run before) says the same; otherwise it runs again. Where the last run, too, was lost to deadlines, it is no
    /// reference: the golden of the same server, which the engine is compared with as well, stays the only one.
    /// </summary>
    /// <exception cref="TooSlowException">Each run was lost to deadlines.</exception>
    private static async Task<ScenarioDocument> RunUntilConfirmedAsync(string scenario, Connected connected, Func<ScenarioRun, Task> drive)
    {
        var expected = GoldenStore.IsRecording ? null : GoldenStore.Read(scenario);
        var begin = Stopwatch.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var isLast = attempt == MostRuns || Stopwatch.GetElapsedTime(begin) > Patience;
            try
            {
                var document = await RunOnceAsync(scenario, connected, drive);
                if (expected is not null && DocumentDiff.Describe(document, expected) is null)
                {
                    return document;
                }

                if (isLast)
                {
                    return expected is not null && LostTasks.Count(document) > LostTasks.Count(expected)
                        ? throw new TooSlowException($"in {attempt} runs the real server lost tasks to its deadlines that it did not lose when the golden was recorded")
                        : document;
                }

                expected = GoldenStore.IsRecording ? document : expected;
            }
            catch (Exception e) when (!isLast && e is not TooSlowException)
            {
                // The next run says whether this was the scenario or the machine.
            }
            catch (Exception e) when (e is TimeoutException or RpcException { Code: RpcException.StatusCode.DeadlineExceeded or RpcException.StatusCode.Cancelled })
            {
                throw new TooSlowException($"in {attempt} runs the real server did not come to the scenario's end: {e.Message}");
            }

            await Task.Delay(Calming * (attempt - 1));
        }
    }

    private Task<TValue> Once<TKey, TValue>(Dictionary<TKey, Task<TValue>> tasks, TKey key, Func<Task<TValue>> start)
        where TKey : notnull
    {
        lock (_gate)
        {
            if (!tasks.TryGetValue(key, out var task))
            {
                task = Task.Run(start);
                tasks.Add(key, task);
            }

            return task;
        }
    }

    private static async Task<Connected> ConnectAsync(ServerKind kind)
    {
        var server = await (kind == ServerKind.Real ? RealServer.StartAsync() : EngineServer.StartAsync());
        var client = await TemporalClient.ConnectAsync(new(server.Address) { Identity = ScenarioRun.ClientIdentity, Runtime = Quiet });
        await AddSearchAttributesAsync(client);
        return new(server, client);
    }

    private static async Task AddSearchAttributesAsync(TemporalClient client)
    {
        var known = await client.Connection.OperatorService.ListSearchAttributesAsync(new() { Namespace = client.Options.Namespace });
        var request = new AddSearchAttributesRequest { Namespace = client.Options.Namespace };
        foreach (var (name, type) in ScenarioRun.SearchAttributes.Where(a => !known.CustomAttributes.ContainsKey(a.Key)))
        {
            request.SearchAttributes.Add(name, type);
        }

        if (request.SearchAttributes.Count > 0)
        {
            await client.Connection.OperatorService.AddSearchAttributesAsync(request);
        }
    }

    private sealed record Connected(IServer Server, ITemporalClient Client);
}
