using System.Diagnostics;
using Mdlc.Engine.Hosting;
using Mdlc.Engine.Kernel;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Worker;

namespace Mdlc.Engine.Tests.Hosting;

public sealed class EngineHostTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"mdlc-host-{Guid.NewGuid():N}.db");

    public void Dispose()
    {
        foreach (var file in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_file) + "*"))
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Workflow_WithTheRealSdk_UsesEverythingAndCompletes()
    {
        await using var host = await EngineHost.StartAsync(new EngineOptions());
        var client = await TemporalClient.ConnectAsync(new(host.Address));
        using var worker = NewWorker(client);
        var result = await worker.ExecuteAsync(async () =>
        {
            var handle = await client.StartWorkflowAsync((HostedWorkflow w) => w.RunAsync(), new(NewId(), "hosted"));
            Assert.Equal("waiting", await handle.QueryAsync(w => w.Stage()));
            await handle.SignalAsync(w => w.GoAsync("ada"));
            return await handle.GetResultAsync();
        });

        Assert.Equal("Hello, ada, after 3 attempts, from a child", result);
    }

    [Fact]
    public async Task Restart_InTheMiddle_GoesOnWhereItWas()
    {
        var id = NewId();
        await using (var host = await EngineHost.StartAsync(new EngineOptions { DbFilename = _file }))
        {
            var client = await TemporalClient.ConnectAsync(new(host.Address));
            using var worker = NewWorker(client);
            await worker.ExecuteAsync(async () =>
            {
                var handle = await client.StartWorkflowAsync((HostedWorkflow w) => w.RunAsync(), new(id, "hosted"));
                Assert.Equal("waiting", await handle.QueryAsync(w => w.Stage()));
            });
        }

        await using (var host = await EngineHost.StartAsync(new EngineOptions { DbFilename = _file }))
        {
            var client = await TemporalClient.ConnectAsync(new(host.Address));
            var handle = client.GetWorkflowHandle<HostedWorkflow, string>(id);
            await handle.SignalAsync(w => w.GoAsync("bob"));
            using var worker = NewWorker(client);
            Assert.StartsWith("Hello, bob", await worker.ExecuteAsync(() => handle.GetResultAsync()), StringComparison.Ordinal);
            await new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<HostedWorkflow>().AddWorkflow<HostedChild>())
                .ReplayWorkflowAsync(await handle.FetchHistoryAsync());
        }
    }

    [Fact]
    public async Task SecondEngine_OnTheSameFile_IsRefusedWithTheReason()
    {
        await using var host = await EngineHost.StartAsync(new EngineOptions { DbFilename = _file });

        var refused = await Assert.ThrowsAsync<IOException>(() => EngineHost.StartAsync(new EngineOptions { DbFilename = _file }));

        Assert.Contains(_file, refused.Message, StringComparison.Ordinal);
        Assert.Contains("in use by another engine", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ForeignFile_IsRefusedAndLeftAlone()
    {
        await File.WriteAllTextAsync(_file, new string('x', 5000));

        await Assert.ThrowsAsync<InvalidDataException>(() => EngineHost.StartAsync(new EngineOptions { DbFilename = _file }));

        Assert.Equal(new string('x', 5000), await File.ReadAllTextAsync(_file));
    }

    [Fact]
    public async Task Stop_WithOpenPolls_DoesNotWaitForThem()
    {
        var host = await EngineHost.StartAsync(new EngineOptions());
        var client = await TemporalClient.ConnectAsync(new(host.Address));
        var poll = client.Connection.WorkflowService.PollWorkflowTaskQueueAsync(new()
        {
            Namespace = "default",
            TaskQueue = new() { Name = "nobody" },
        });
        await client.Connection.WorkflowService.GetSystemInfoAsync(new());

        var stopwatch = Stopwatch.StartNew();
        await host.DisposeAsync();

        Assert.True(stopwatch.Elapsed < TimeSpan.FromSeconds(5), $"stopping took {stopwatch.Elapsed}");
        await Record.ExceptionAsync(() => poll);
    }

    /// <summary>Whoever polls when the engine stops hears that there is nothing, and no error; whoever waits for an end, that he may ask again.</summary>
    [Fact]
    public async Task Stop_WithOpenPolls_AnswersThemEmpty()
    {
        var host = await EngineHost.StartAsync(new EngineOptions());
        var client = await TemporalClient.ConnectAsync(new(host.Address));
        var service = client.Connection.WorkflowService;
        var once = new RpcOptions { Retry = false };
        var handle = await client.StartWorkflowAsync("T", [], new(NewId(), "nobody"));
        var workflowTask = service.PollWorkflowTaskQueueAsync(new() { Namespace = "default", TaskQueue = new() { Name = "hosted" } }, once);
        var activityTask = service.PollActivityTaskQueueAsync(new() { Namespace = "default", TaskQueue = new() { Name = "hosted" } }, once);
        var history = service.GetWorkflowExecutionHistoryAsync(
            new() { Namespace = "default", Execution = new() { WorkflowId = handle.Id }, WaitNewEvent = true, HistoryEventFilterType = HistoryEventFilterType.CloseEvent },
            once);
        foreach (var type in new[] { TaskQueueType.Workflow, TaskQueueType.Activity })
        {
            while ((await service.DescribeTaskQueueAsync(new() { Namespace = "default", TaskQueue = new() { Name = "hosted" }, TaskQueueType = type })).Pollers.Count == 0)
            {
                await Task.Delay(10);
            }
        }

        await host.DisposeAsync();

        Assert.True((await workflowTask).TaskToken.IsEmpty);
        Assert.True((await activityTask).TaskToken.IsEmpty);
        Assert.Equal(RpcException.StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => history)).Code);
    }

    [Fact]
    public async Task MissingCall_AnswersUnimplementedWithItsName()
    {
        await using var host = await EngineHost.StartAsync(new EngineOptions());
        var client = await TemporalClient.ConnectAsync(new(host.Address));

        var refused = await Assert.ThrowsAsync<RpcException>(() => client.Connection.WorkflowService.CreateWorkflowRuleAsync(new() { Namespace = "default" }));

        Assert.Equal(RpcException.StatusCode.Unimplemented, refused.Code);
        Assert.Contains("CreateWorkflowRule", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task QueueLimit_SurvivesARestart()
    {
        await using (var first = await EngineHost.StartAsync(new EngineOptions { DbFilename = _file }))
        {
            var client = await TemporalClient.ConnectAsync(new(first.Address));
            await client.Connection.WorkflowService.UpdateTaskQueueConfigAsync(new()
            {
                Namespace = "default",
                TaskQueue = "a/queue",
                TaskQueueType = TaskQueueType.Activity,
                UpdateQueueRateLimit = new() { RateLimit = new() { RequestsPerSecond = 7 } },
            });
        }

        await using var second = await EngineHost.StartAsync(new EngineOptions { DbFilename = _file });
        var again = await TemporalClient.ConnectAsync(new(second.Address));
        var described = await again.Connection.WorkflowService.DescribeTaskQueueAsync(new()
        {
            Namespace = "default",
            TaskQueue = new() { Name = "a/queue" },
            TaskQueueType = TaskQueueType.Activity,
            ReportConfig = true,
        });

        Assert.Equal(7, described.Config.QueueRateLimit.RateLimit.RequestsPerSecond);
    }

    [Fact]
    public async Task SearchAttributes_AreRegisteredAndSurviveARestart()
    {
        var attributes = new Dictionary<string, string> { ["Color"] = "Keyword" };
        await using (await EngineHost.StartAsync(new EngineOptions { DbFilename = _file, Namespaces = ["other"], SearchAttributes = attributes }))
        {
        }

        await using var host = await EngineHost.StartAsync(new EngineOptions { DbFilename = _file });
        var client = await TemporalClient.ConnectAsync(new(host.Address));
        var listed = await client.Connection.OperatorService.ListSearchAttributesAsync(new() { Namespace = "other" });

        Assert.Equal(IndexedValueType.Keyword, listed.CustomAttributes["Color"]);
    }

    private static string NewId() => $"hosted-{Guid.NewGuid():N}";

    private static TemporalWorker NewWorker(TemporalClient client) => new(
        client, new TemporalWorkerOptions("hosted").AddAllActivities(new HostedActivities()).AddWorkflow<HostedWorkflow>().AddWorkflow<HostedChild>());
}
