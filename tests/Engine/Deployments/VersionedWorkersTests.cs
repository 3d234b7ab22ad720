using Mdlc.Engine.Hosting;
using Mdlc.Engine.Kernel;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Worker;
using Staying = Mdlc.Engine.Tests.Deployments.VersionedWorkflows.Staying;
using Moving = Mdlc.Engine.Tests.Deployments.VersionedWorkflows.Moving;
using VersioningBehavior = Temporalio.Common.VersioningBehavior;

namespace Mdlc.Engine.Tests.Deployments;

/// <summary>A pipeline is upgraded while its runs are in flight: two workers of the SDK, each with its own build.</summary>
public sealed class VersionedWorkersTests : IAsyncLifetime
{
    private const string Deployment = "pipeline";
    private const string Queue = "pipelines";

    private EngineHost _host = null!;
    private TemporalClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await EngineHost.StartAsync(new EngineOptions());
        _client = await TemporalClient.ConnectAsync(new(_host.Address));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public Task Upgrade_MovesThoseThatUpgradeAndLeavesThePinned() => WithBothAsync(async () =>
    {
        await SetCurrentAsync("1");
        var (staying, moving) = (await StartAsync<Staying>("staying"), await StartAsync<Moving>("moving"));
        await WaitForAsync(staying.Id, EventType.ActivityTaskCompleted, 1);
        await WaitForAsync(moving.Id, EventType.ActivityTaskCompleted, 1);

        await SetCurrentAsync("2");
        await NoteAsync(staying, 2);
        await NoteAsync(moving, 2);

        // The new version is no good: back to the old one.
        await SetCurrentAsync("1");
        await NoteAsync(staying, 3);
        await NoteAsync(moving, 3);

        Assert.Equal("1 1 1", await EndAsync(staying));
        Assert.Equal("1 2 1", await EndAsync(moving));
    });

    [Fact]
    public Task Ramp_OfAllOrNone_DecidesWhereNewWorkflowsBegin() => WithBothAsync(async () =>
    {
        await SetCurrentAsync("1");
        await RampAsync("2", 100);
        var all = await StartAsync<Staying>("all");
        await WaitForAsync(all.Id, EventType.ActivityTaskCompleted, 1);
        await RampAsync("2", 0);
        var none = await StartAsync<Staying>("none");
        await WaitForAsync(none.Id, EventType.ActivityTaskCompleted, 1);

        Assert.Equal("2", await EndAsync(all));
        Assert.Equal("1", await EndAsync(none));
    });

    [Fact]
    public Task Override_SendsOneWorkflowElsewhere() => WithBothAsync(async () =>
    {
        await SetCurrentAsync("1");
        var handle = await _client.StartWorkflowAsync(
            nameof(Moving), [], new("sent", Queue) { VersioningOverride = new VersioningOverride.Pinned(new(Deployment, "2")) });
        await WaitForAsync(handle.Id, EventType.ActivityTaskCompleted, 1);

        Assert.Equal("2", await EndAsync(handle));
        Assert.Equal(1, (await _client.CountWorkflowsAsync($"TemporalWorkerDeploymentVersion = '{Deployment}:2' AND TemporalWorkflowVersioningBehavior = 'Pinned'")).Count);
    });

    [Fact]
    public Task PinnedRun_InAWorkersCache_GetsItsTasksAndQueriesThere() => WithBothAsync(async () =>
    {
        await SetCurrentAsync("1");
        var staying = await StartAsync<Staying>("cached");
        await WaitForAsync(staying.Id, EventType.ActivityTaskCompleted, 1);
        await NoteAsync(staying, 2);

        // The first waits for the task that is under way; after it the second is alone.
        Assert.Equal(2, await staying.QueryAsync<int>("Notes", []));
        Assert.Equal(2, await staying.QueryAsync<int>("Notes", []));
        Assert.Equal("1 1", await EndAsync(staying));

        var history = await staying.FetchHistoryAsync();
        Assert.Contains(history.Events, e => e.WorkflowTaskScheduledEventAttributes?.TaskQueue.Kind == TaskQueueKind.Sticky);
        Assert.DoesNotContain(history.Events, e => e.EventType == EventType.WorkflowTaskTimedOut);
    });

    private async Task WithBothAsync(Func<Task> body)
    {
        using var first = Worker("1");
        using var second = Worker("2");
        await first.ExecuteAsync(() => second.ExecuteAsync(async () =>
        {
            await UntilServedAsync("1");
            await UntilServedAsync("2");
            await body();
        }));
    }

    private TemporalWorker Worker(string build) => new(
        _client,
        new TemporalWorkerOptions(Queue)
        {
            Identity = $"worker {build}",
            DeploymentOptions = new(new(Deployment, build), true) { DefaultVersioningBehavior = VersioningBehavior.Pinned },
        }.AddWorkflow<Staying>().AddWorkflow<Moving>().AddAllActivities(new VersionedActivities(build)));

    private async Task<WorkflowHandle> StartAsync<T>(string id) => await _client.StartWorkflowAsync(typeof(T).Name, [], new(id, Queue));

    private async Task NoteAsync(WorkflowHandle handle, int notes)
    {
        await handle.SignalAsync("Note", []);
        await WaitForAsync(handle.Id, EventType.ActivityTaskCompleted, notes);
    }

    private static async Task<string> EndAsync(WorkflowHandle handle)
    {
        await handle.SignalAsync("End", []);
        return await handle.GetResultAsync<string>();
    }

    private Task SetCurrentAsync(string build) => _client.Connection.WorkflowService.SetWorkerDeploymentCurrentVersionAsync(
        new() { Namespace = "default", DeploymentName = Deployment, BuildId = build });

    private Task RampAsync(string build, float percentage) => _client.Connection.WorkflowService.SetWorkerDeploymentRampingVersionAsync(
        new() { Namespace = "default", DeploymentName = Deployment, BuildId = build, Percentage = percentage });

    /// <summary>Workers begin to poll when they do.</summary>
    private async Task UntilServedAsync(string build)
    {
        var request = new Temporalio.Api.WorkflowService.V1.DescribeWorkerDeploymentVersionRequest
        {
            Namespace = "default",
            DeploymentVersion = new() { DeploymentName = Deployment, BuildId = build },
        };
        while (true)
        {
            try
            {
                if ((await _client.Connection.WorkflowService.DescribeWorkerDeploymentVersionAsync(request)).VersionTaskQueues.Count == 2)
                {
                    return;
                }
            }
            catch (Temporalio.Exceptions.RpcException e) when (e.Code == Temporalio.Exceptions.RpcException.StatusCode.NotFound)
            {
                // Not yet.
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private async Task WaitForAsync(string id, EventType type, int count)
    {
        while ((await _client.GetWorkflowHandle(id).FetchHistoryAsync()).Events.Count(e => e.EventType == type) < count)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
