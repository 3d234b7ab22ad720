using Google.Protobuf;
using Temporalio.Api.Deployment.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Exceptions;

namespace Mdlc.Conformance.Tests.Running;

/// <summary>
/// A worker deployment of a scenario: its workers, and the calls that operators make. On the real server what a call changes reaches the
/// queues a while later: each waits until it has.
/// </summary>
internal sealed class DrivenDeployment(ScenarioRun run, string name = "deployment")
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    private bool _servesNothing = true;

    public string Name { get; } = run.Id(name);

    public WorkerDeploymentVersion Version(int release) => new() { DeploymentName = Name, BuildId = BuildId(release) };

    public static string BuildId(int release) => $"{Normalization.NormalizationRules.GivenBuild}{release}";

    public HandDrivenWorker Worker(int release, VersioningBehavior behavior = VersioningBehavior.Pinned, string? queue = null) => new(run, queue)
    {
        Deployment = new() { DeploymentName = Name, BuildId = BuildId(release), WorkerVersioningMode = WorkerVersioningMode.Versioned },
        Behavior = behavior,
    };

    /// <summary>Lets the workers poll until the server knows them and their queue.</summary>
    public async Task RegisterAsync(TaskQueueType type, params HandDrivenWorker[] workers)
    {
        _servesNothing = false;
        foreach (var worker in workers)
        {
            using var known = new CancellationTokenSource();
            var poll = PollAsync(worker, type, known.Token);
            var version = new WorkerDeploymentVersion { DeploymentName = worker.Deployment!.DeploymentName, BuildId = worker.Deployment.BuildId };
            while (!await ServesAsync(version, worker.TaskQueue, type))
            {
                await Task.Delay(PollInterval);
            }

            await known.CancelAsync();
            await poll;
        }
    }

    public Task RegisterAsync(params HandDrivenWorker[] workers) => RegisterAsync(TaskQueueType.Workflow, workers);

    public async Task<SetWorkerDeploymentCurrentVersionResponse> SetCurrentAsync(int? release, Action<SetWorkerDeploymentCurrentVersionRequest>? configure = null)
    {
        var request = new SetWorkerDeploymentCurrentVersionRequest
        {
            Namespace = run.Namespace,
            DeploymentName = Name,
            BuildId = release is { } number ? BuildId(number) : "",
            Identity = ScenarioRun.ClientIdentity,
        };
        configure?.Invoke(request);
        var response = await run.Service.SetWorkerDeploymentCurrentVersionAsync(request, ScenarioRun.Rpc());
        await SettleAsync();
        return response;
    }

    public async Task<SetWorkerDeploymentRampingVersionResponse> SetRampingAsync(
        int? release, float percentage, Action<SetWorkerDeploymentRampingVersionRequest>? configure = null)
    {
        var request = new SetWorkerDeploymentRampingVersionRequest
        {
            Namespace = run.Namespace,
            DeploymentName = Name,
            BuildId = release is { } number ? BuildId(number) : "",
            Percentage = percentage,
            Identity = ScenarioRun.ClientIdentity,
        };
        configure?.Invoke(request);
        var response = await run.Service.SetWorkerDeploymentRampingVersionAsync(request, ScenarioRun.Rpc());
        await SettleAsync();
        return response;
    }

    public Task<DescribeWorkerDeploymentResponse> DescribeAsync() =>
        ReadAsync(() => run.Service.DescribeWorkerDeploymentAsync(new() { Namespace = run.Namespace, DeploymentName = Name }, ScenarioRun.Rpc()));

    /// <summary>A version with its queues in an order of ours: the real server has none.</summary>
    public async Task<DescribeWorkerDeploymentVersionResponse> DescribeAsync(int release)
    {
        var response = await DescribeAsync(Version(release));
        var sorted = response.Clone();
        sorted.VersionTaskQueues.Clear();
        sorted.VersionTaskQueues.AddRange(response.VersionTaskQueues.OrderBy(queue => queue.Name, StringComparer.Ordinal).ThenBy(queue => queue.Type));
        sorted.WorkerDeploymentVersionInfo.TaskQueueInfos.Clear();
        sorted.WorkerDeploymentVersionInfo.TaskQueueInfos.AddRange(
            response.WorkerDeploymentVersionInfo.TaskQueueInfos.OrderBy(queue => queue.Name, StringComparer.Ordinal).ThenBy(queue => queue.Type));
        return sorted;
    }

    /// <summary>Records everything that operators see of the deployment.</summary>
    public async Task RecordAsync(string document, params int[] releases)
    {
        run.Record($"{document}: deployment", Comparable(await DescribeAsync()));
        foreach (var release in releases)
        {
            run.Record($"{document}: version {release}", await DescribeAsync(release));
        }
    }

    public void Record(string document, SetWorkerDeploymentCurrentVersionResponse response)
    {
        var copy = response.Clone();
        copy.ConflictToken = ByteString.Empty;
        run.Record(document, copy);
    }

    public void Record(string document, SetWorkerDeploymentRampingVersionResponse response)
    {
        var copy = response.Clone();
        copy.ConflictToken = ByteString.Empty;
        run.Record(document, copy);
    }

    /// <summary>Without what means nothing: the token, how far a change has come, and a drainage that is none.</summary>
    private static DescribeWorkerDeploymentResponse Comparable(DescribeWorkerDeploymentResponse response)
    {
        var copy = response.Clone();
        copy.ConflictToken = ByteString.Empty;
        copy.WorkerDeploymentInfo.RoutingConfigUpdateState = RoutingConfigUpdateState.Unspecified;
        foreach (var summary in copy.WorkerDeploymentInfo.VersionSummaries.Where(summary => summary.DrainageInfo is { Status: VersionDrainageStatus.Unspecified }))
        {
            summary.DrainageInfo = null;
        }

        return copy;
    }

    private Task<DescribeWorkerDeploymentVersionResponse> DescribeAsync(WorkerDeploymentVersion version) => ReadAsync(
        () => run.Service.DescribeWorkerDeploymentVersionAsync(new() { Namespace = run.Namespace, DeploymentVersion = version }, ScenarioRun.Rpc()));

    /// <summary>The real server lets few of these calls through in a second.</summary>
    private static async Task<T> ReadAsync<T>(Func<Task<T>> call)
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (RpcException e) when (e.Code == RpcException.StatusCode.ResourceExhausted)
            {
                await Task.Delay(PollInterval);
            }
        }
    }

    /// <summary>Where no queue is served there is nothing that a change could reach.</summary>
    private async Task SettleAsync()
    {
        if (_servesNothing)
        {
            return;
        }

        while ((await DescribeAsync()).WorkerDeploymentInfo.RoutingConfigUpdateState != RoutingConfigUpdateState.Completed)
        {
            await Task.Delay(PollInterval);
        }
    }

    private async Task PollAsync(HandDrivenWorker worker, TaskQueueType type, CancellationToken cancellationToken)
    {
        try
        {
            var options = new Temporalio.Client.RpcOptions { CancellationToken = cancellationToken, Retry = false };
            if (type == TaskQueueType.Workflow)
            {
                await run.Service.PollWorkflowTaskQueueAsync(worker.PollRequest(), options);
            }
            else
            {
                await run.Service.PollActivityTaskQueueAsync(worker.PollActivityRequest(), options);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or RpcException { Code: RpcException.StatusCode.Cancelled })
        {
            // It has polled for long enough.
        }
    }

    private async Task<bool> ServesAsync(WorkerDeploymentVersion version, string queue, TaskQueueType type)
    {
        try
        {
            var described = await DescribeAsync(version);
            return described.VersionTaskQueues.Any(known => known.Name == queue && known.Type == type);
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
        {
            return false;
        }
    }
}
