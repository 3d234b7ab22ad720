using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Hosting;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Storage;
using Mdlc.Engine.Tests.Histories;
using Microsoft.Extensions.Logging.Abstractions;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace Mdlc.Engine.Tests.Hosting;

/// <summary>Work of operators that takes longer than one call, and lives longer than one engine.</summary>
public sealed class BatchTests : IDisposable
{
    private const int Workflows = 40;

    private static readonly Dictionary<string, string> Slow = new() { ["worker.batcherRPS"] = "10" };

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"mdlc-batch-{Guid.NewGuid():N}.db");

    public void Dispose()
    {
        foreach (var file in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_file) + "*"))
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Restart_InTheMiddleOfABatch_DoesEachOnce()
    {
        await using (var host = await EngineHost.StartAsync(new EngineOptions { DbFilename = _file, DynamicConfig = Slow }))
        {
            var client = await TemporalClient.ConnectAsync(new(host.Address));
            await SignalAllAsync(client);
            while (await SignalsAsync(client) == 0)
            {
                await Task.Delay(10);
            }
        }

        await using (var host = await EngineHost.StartAsync(new EngineOptions { DbFilename = _file }))
        {
            var client = await TemporalClient.ConnectAsync(new(host.Address));
            var description = await EndAsync(client, "job");
            Assert.Equal(
                (BatchOperationState.Completed, Workflows, Workflows, 0L),
                (description.State, (int)description.TotalOperationCount, (int)description.CompleteOperationCount, description.FailureOperationCount));
            Assert.Equal(Workflows, await SignalsAsync(client));
        }
    }

    /// <summary>The commit that the batch waits for does not come: the engine stops all the same, and the next one does what is left.</summary>
    [Fact]
    public async Task Stop_WhileADiskThatIsFullHoldsUpABatch_DoesNotWaitForIt()
    {
        var log = new ListLogger();
        await using (var host = await EngineHost.StartAsync(new EngineOptions { DbFilename = _file, DynamicConfig = Slow, LoggerFactory = log }))
        {
            var client = await TemporalClient.ConnectAsync(new(host.Address));
            await SignalAllAsync(client);
            RefusingDisk.Begin(_file);
            while (!log.Has("refused a commit"))
            {
                await Task.Delay(10);
            }

            await host.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));
        }

        RefusingDisk.End(_file);
        await using (var host = await EngineHost.StartAsync(new EngineOptions { DbFilename = _file }))
        {
            var client = await TemporalClient.ConnectAsync(new(host.Address));
            Assert.Equal(Workflows, (await EndAsync(client, "job")).CompleteOperationCount);
            Assert.Equal(Workflows, await SignalsAsync(client));
        }
    }

    [Fact]
    public async Task SecondBatch_BesideAnother_IsRefused()
    {
        await using var host = await EngineHost.StartAsync(new EngineOptions { DynamicConfig = Slow });
        var client = await TemporalClient.ConnectAsync(new(host.Address));
        var first = new StartBatchOperationRequest { Namespace = "default", JobId = "first", Reason = "reason", SignalOperation = new() { Signal = "news" } };
        first.TargetExecutions.Add(Enumerable.Range(0, 1000).Select(i => new Temporalio.Api.Common.V1.Execution { Type = ExecutionType.Workflow, BusinessId = $"w{i}" }));
        await client.WorkflowService.StartBatchOperationAsync(first);
        var second = first.Clone();
        second.JobId = "second";

        var refused = await Assert.ThrowsAsync<RpcException>(() => client.WorkflowService.StartBatchOperationAsync(second, new() { Retry = false }));

        Assert.Equal((RpcException.StatusCode.ResourceExhausted, "Max concurrent batch operations is reached"), (refused.Code, refused.Message));
        await client.WorkflowService.StopBatchOperationAsync(new() { Namespace = "default", JobId = "first", Reason = "enough" });
        await client.WorkflowService.StartBatchOperationAsync(second);
    }

    [Fact]
    public async Task Restart_InTheMiddleOfADeletion_DeletesTheRestOfTheNamespace()
    {
        await using (var host = await EngineHost.StartAsync(new EngineOptions { DbFilename = _file, Namespaces = ["doomed"] }))
        {
            var client = await TemporalClient.ConnectAsync(new(host.Address) { Namespace = "doomed" });
            await client.StartWorkflowAsync("Nobody", [], new("running", "nobodys"));
            await (await client.StartWorkflowAsync("Nobody", [], new("closed", "nobodys"))).TerminateAsync();
            await client.CreateScheduleAsync("nightly", new(Temporalio.Client.Schedules.ScheduleActionStartWorkflow.Create("Nobody", [], new("action", "nobodys")), new()));
        }

        await MarkDeletedAsync("doomed");
        await using (var host = await EngineHost.StartAsync(new EngineOptions { DbFilename = _file }))
        {
            var client = await TemporalClient.ConnectAsync(new(host.Address));
            while ((await client.WorkflowService.ListNamespacesAsync(new())).Namespaces.Any(ns => ns.NamespaceInfo.Name == "doomed"))
            {
                await Task.Delay(10);
            }
        }

        using var database = EngineDatabase.Open(_file, Durability.Strict);
        Assert.Empty(database.ReadOpenRuns());
        Assert.Empty(database.ReadSchedules());
        Assert.DoesNotContain(database.ReadSettings().Keys, key => key.Contains("doomed", StringComparison.Ordinal));
    }

    /// <summary>As a deletion leaves the file that was just begun.</summary>
    private async Task MarkDeletedAsync(string ns)
    {
        using var database = EngineDatabase.Open(_file, Durability.Strict);
        var journal = new Journal(database, Durability.Strict, NullLogger.Instance);
        using var writer = new JournalWriter(journal);
        var registry = new NamespaceRegistry(journal, new());
        registry.Load(database.ReadSettings());
        var marked = registry.Get(ns).Clone();
        marked.NamespaceInfo.State = NamespaceState.Deleted;
        await registry.Put(marked);
    }

    /// <summary>Starts the workflows, and a batch that signals each.</summary>
    private static async Task SignalAllAsync(TemporalClient client)
    {
        for (var i = 0; i < Workflows; i++)
        {
            await client.StartWorkflowAsync("Nobody", [], new($"w{i}", "nobodys"));
        }

        await client.WorkflowService.StartBatchOperationAsync(new()
        {
            Namespace = "default", JobId = "job", Reason = "news", VisibilityQuery = "TaskQueue = 'nobodys'", SignalOperation = new() { Signal = "news" },
        });
    }

    private static async Task<int> SignalsAsync(TemporalClient client)
    {
        var signals = 0;
        for (var i = 0; i < Workflows; i++)
        {
            var history = await client.GetWorkflowHandle($"w{i}").FetchHistoryAsync();
            signals += history.Events.Count(e => e.EventType == EventType.WorkflowExecutionSignaled);
        }

        return signals;
    }

    private static async Task<DescribeBatchOperationResponse> EndAsync(TemporalClient client, string job)
    {
        while (true)
        {
            var description = await client.WorkflowService.DescribeBatchOperationAsync(new() { Namespace = "default", JobId = job });
            if (description.State != BatchOperationState.Running)
            {
                return description;
            }

            await Task.Delay(10);
        }
    }
}
