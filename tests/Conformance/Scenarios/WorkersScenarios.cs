using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Worker.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>Workers as they tell of themselves.</summary>
public sealed class WorkersScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory, Scenario]
    public Task Heartbeats_AreListedAndDescribed(Reference reference) => CompareAsync(reference, async run =>
    {
        await RecordAsync(run, Full(run), Bare(run, "bare"));
        var query = $"TaskQueue starts_with '{run.TaskQueue}'";
        var page = await run.Service.ListWorkersAsync(new() { Namespace = run.Namespace, Query = query, PageSize = 1 }, ScenarioRun.Rpc());

        // It has the worker's key, which no two runs share.
        page.NextPageToken = ByteString.Empty;
        run.Record("page 1", page);
        var all = await run.Service.ListWorkersAsync(new() { Namespace = run.Namespace, Query = query, PageSize = 10 }, ScenarioRun.Rpc());
        run.Record("all", all);
        await RecordCountAsync(run, "counted", query);
        run.Record("described", await DescribeAsync(run, "full"));
        var changed = Full(run);
        (changed.Status, changed.TotalStickyCacheHit) = (WorkerStatus.ShuttingDown, 4);
        await RecordAsync(run, changed);
        run.Record("described later", await DescribeAsync(run, "full"));
        await run.RecordErrorAsync("unknown", () => DescribeAsync(run, "unknown"));
    });

    [Theory, Scenario]
    public Task Pages_GoOnWhereTheyEnded(Reference reference) => CompareAsync(reference, async run =>
    {
        await RecordAsync(run, Bare(run, "a"), Bare(run, "b"), Bare(run, "c"));
        var request = new ListWorkersRequest { Namespace = run.Namespace, Query = $"TaskQueue = '{run.TaskQueue}'", PageSize = 2 };
        var first = await run.Service.ListWorkersAsync(request, ScenarioRun.Rpc());
        run.Record("first", string.Join(", ", first.Workers.Select(w => w.WorkerInstanceKey)));
        request.NextPageToken = first.NextPageToken;
        var second = await run.Service.ListWorkersAsync(request, ScenarioRun.Rpc());
        run.Record("second", $"{string.Join(", ", second.Workers.Select(w => w.WorkerInstanceKey))}; {second.NextPageToken.Length} bytes of token");
        request.NextPageToken = ByteString.CopyFromUtf8("no token");
        await run.RecordErrorAsync("no token", () => run.Service.ListWorkersAsync(request, ScenarioRun.Rpc()));
        request.NextPageToken = ByteString.CopyFromUtf8("{\"l\":\"zzz\"}");
        run.Record("beyond", await run.Service.ListWorkersAsync(request, ScenarioRun.Rpc()));
    });

    [Theory, Scenario]
    public Task Shutdown_ForgetsTheWorker(Reference reference) => CompareAsync(reference, async run =>
    {
        await RecordAsync(run, Bare(run, "tells"), Bare(run, "ends"), Bare(run, "ends quietly"));
        await RecordAsync(run, new WorkerHeartbeat { WorkerInstanceKey = run.Id("tells"), Status = WorkerStatus.Shutdown });
        await ShutdownAsync("ends", new WorkerHeartbeat { WorkerInstanceKey = run.Id("ends"), Status = WorkerStatus.Shutdown });
        await ShutdownAsync("ends quietly", null);
        var left = await run.Service.ListWorkersAsync(new() { Namespace = run.Namespace, Query = $"TaskQueue = '{run.TaskQueue}'", PageSize = 5 }, ScenarioRun.Rpc());
        run.Record("left", string.Join(", ", left.Workers.Select(w => w.WorkerInstanceKey)));

        async Task ShutdownAsync(string key, WorkerHeartbeat? last) => await run.Service.ShutdownWorkerAsync(
            new()
            {
                Namespace = run.Namespace,
                StickyTaskQueue = run.Id($"sticky {key}"),
                Identity = ScenarioRun.WorkerIdentity,
                WorkerHeartbeat = last,
                WorkerInstanceKey = run.Id(key),
            },
            ScenarioRun.Rpc());
    });

    [Theory, Scenario]
    public Task Queries_SelectWorkers(Reference reference) => CompareAsync(reference, async run =>
    {
        await RecordAsync(run, Full(run), Bare(run, "bare"), Bare(run, "other", run.Id("other queue")));
        foreach (var query in new[]
        {
            "WorkerInstanceKey = 'KEY'", "WorkerIdentity = 'worker'", "HostName = 'host'", "DeploymentName = 'deployment'", "BuildId != 'release-1'", "SdkName starts_with 'te'",
            "SdkVersion not starts_with '1'", "WorkerStatus = 'Running'", "Status = 'ShuttingDown'", "`status` != 'Running'", "HostName is null", "BuildId is not null",
            "StartTime is null", "StartTime = '2026-01-01T00:00:00Z'", "StartTime < 1767225600000000001", "HeartbeatTime > '2026-01-01T00:00:00.5Z'",
            "HeartbeatTime between '2026-01-01T00:00:00Z' and '2026-01-02T00:00:00Z'", "HeartbeatTime not between '2025-01-01T00:00:00Z' and '2025-01-02T00:00:00Z'",
            "StartTime != '2026-01-01T00:00:00Z'", "(Status = 'Running' or Status = 'ShuttingDown')", "(Nothing = 'a' or Status = 'Running')", "(Status = 'Running' or Nothing = 'a')",
            "not Status = 'Running'", "Status in ('Running')", "Status like 'R%'", "status = ''", "Status", "taskqueue is null", "StartTime > 'yesterday'", "Status = 5", "Status = StartTime",
            "Nothing is not null", "StartTime between 5 and 'x'", "total_sticky_cache_hit > 1", "Status is true",
        })
        {
            await RecordCountAsync(run, query, $"TaskQueue starts_with '{run.TaskQueue}' AND {query.Replace("KEY", run.Id("bare"), StringComparison.Ordinal)}");
        }

        await RecordCountAsync(run, "ordered", $"TaskQueue = '{run.TaskQueue}' order by TaskQueue");
        foreach (var query in new[] { "Status =", "Status = 'a' limit 3", " ", "Status = 'a' and", "= 3", "order by Status", "Status = 'a' nonsense" })
        {
            await run.RecordErrorAsync($"error {query}", () => run.Service.CountWorkersAsync(new() { Namespace = run.Namespace, Query = query }, ScenarioRun.Rpc()));
        }
    });

    [Theory, Scenario]
    public Task SystemWorkers_AreShownToWhoAsks(Reference reference) => CompareAsync(reference, async run =>
    {
        await RecordAsync(run, Bare(run, "system", run.Id("temporal-sys-queue")));
        var request = new CountWorkersRequest { Namespace = run.Namespace, Query = $"TaskQueue = '{run.Id("temporal-sys-queue")}'" };
        run.Record("usual", await run.Service.CountWorkersAsync(request, ScenarioRun.Rpc()));
        request.IncludeSystemWorkers = true;
        run.Record("with system's", await run.Service.CountWorkersAsync(request, ScenarioRun.Rpc()));
    });

    [Theory, Scenario]
    public Task Configuration_IsNotServed(Reference reference) => CompareAsync(reference, async run =>
    {
        await run.RecordErrorAsync("fetch", () => run.Service.FetchWorkerConfigAsync(new() { Namespace = run.Namespace }, ScenarioRun.Rpc()));
        await run.RecordErrorAsync("update", () => run.Service.UpdateWorkerConfigAsync(new() { Namespace = run.Namespace }, ScenarioRun.Rpc()));
        var capabilities = (await run.Service.DescribeNamespaceAsync(new() { Namespace = run.Namespace }, ScenarioRun.Rpc())).NamespaceInfo.Capabilities;
        run.Record("capabilities", $"heartbeats {capabilities.WorkerHeartbeats}, eager starts {capabilities.EagerWorkflowStart}, commands {capabilities.WorkerCommands}");
        var server = (await run.Service.GetSystemInfoAsync(new(), ScenarioRun.Rpc())).Capabilities;
        run.Record("server's", $"eager starts {server.EagerWorkflowStart}");
    });

    [Theory, Scenario]
    public Task Http_ListsAndDescribes(Reference reference) => CompareAsync(reference, async run =>
    {
        await RecordAsync(run, Full(run));
        var query = Uri.EscapeDataString($"TaskQueue = '{run.TaskQueue}'");
        await run.RecordHttpAsync("list", HttpMethod.Get, $"workers?query={query}");
        await run.RecordHttpAsync("count", HttpMethod.Get, $"worker-count?query={query}");
        await run.RecordHttpAsync("describe", HttpMethod.Get, $"workers/describe/{run.PathId("full")}");
    });

    private static WorkerHeartbeat Full(ScenarioRun run) => new()
    {
        WorkerInstanceKey = run.Id("full"),
        WorkerIdentity = ScenarioRun.WorkerIdentity,
        HostInfo = new() { HostName = "host", ProcessId = "7", WorkerGroupingKey = "group", CurrentHostCpuUsage = 0.5f, CurrentHostMemUsage = 0.25f },
        TaskQueue = run.TaskQueue,
        DeploymentVersion = new() { DeploymentName = "deployment", BuildId = "release-1" },
        SdkName = "temporal-dotnet",
        SdkVersion = "1.2.3",
        Status = WorkerStatus.Running,
        StartTime = Begin.ToTimestamp(),
        HeartbeatTime = (Begin + TimeSpan.FromSeconds(1)).ToTimestamp(),
        ElapsedSinceLastHeartbeat = HandDrivenWorker.Seconds(60),
        WorkflowTaskSlotsInfo = new() { CurrentAvailableSlots = 5, SlotSupplierKind = "Fixed" },
        ActivityPollerInfo = new() { CurrentPollers = 2, IsAutoscaling = true },
        TotalStickyCacheHit = 3,
        Plugins = { new PluginInfo { Name = "plugin", Version = "1" } },
    };

    private static WorkerHeartbeat Bare(ScenarioRun run, string key, string? queue = null) => new() { WorkerInstanceKey = run.Id(key), TaskQueue = queue ?? run.TaskQueue };

    private static Task RecordAsync(ScenarioRun run, params WorkerHeartbeat[] heartbeats) => run.Service.RecordWorkerHeartbeatAsync(
        new() { Namespace = run.Namespace, Identity = ScenarioRun.WorkerIdentity, WorkerHeartbeat = { heartbeats } }, ScenarioRun.Rpc());

    private static async Task RecordCountAsync(ScenarioRun run, string name, string query) =>
        run.Record(name, await run.Service.CountWorkersAsync(new() { Namespace = run.Namespace, Query = query }, ScenarioRun.Rpc()));

    private static Task<DescribeWorkerResponse> DescribeAsync(ScenarioRun run, string key) =>
        run.Service.DescribeWorkerAsync(new() { Namespace = run.Namespace, WorkerInstanceKey = run.Id(key) }, ScenarioRun.Rpc());
}
