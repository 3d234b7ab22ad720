using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;
using Mdlc.Workflows;
using Mdlc.Workflows.Lifecycle;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Exceptions;
using Pollers = System.Collections.Generic.IReadOnlyList<Temporalio.Api.TaskQueue.V1.PollerInfo>;
using VersionSummary = Temporalio.Api.Deployment.V1.WorkerDeploymentInfo.Types.WorkerDeploymentVersionSummary;

namespace Mdlc.Starter.Rollouts;

/// <summary>The builds of one project's workers, as the server knows them.</summary>
internal sealed class WorkerBuilds(ITemporalClient client, string project)
{
    private const string Open = "ExecutionStatus = 'Running'";

    private readonly TaskQueues _queues = new(project);

    /// <summary>Which build polls, which is current, and what is under way on each: the current one first, workers without a build last.</summary>
    public async Task<IReadOnlyList<BuildRow>> ListAsync(CancellationToken cancellationToken)
    {
        var deployment = await FindAsync(cancellationToken);
        var pollers = await PollersAsync(cancellationToken);
        var rows = new List<BuildRow>();
        foreach (var version in deployment?.WorkerDeploymentInfo.VersionSummaries ?? [])
        {
            var build = version.DeploymentVersion.BuildId;
            rows.Add(new BuildRow(
                project,
                build,
                StateOf(version.Status),
                PercentOf(deployment!, build),
                CountOf(pollers, build),
                await CountAsync($"TemporalWorkerDeploymentVersion = '{_queues.WorkerDeployment}:{build}' AND {Open}", cancellationToken),
                SinceOf(version)));
        }

        var without = new BuildRow(project, null, null, null, CountOf(pollers, null), await CountAsync($"{WithoutBuild} AND {Open}", cancellationToken), null);
        return [.. rows.OrderBy(row => row.State is BuildState.Current ? 0 : row.State is BuildState.Ramping ? 1 : 2).ThenByDescending(row => row.Since), without];
    }

    /// <summary>Makes sure that a build can be given work, and changes nothing.</summary>
    /// <exception cref="UserException">No worker of that build was seen.</exception>
    public async Task RequireAsync(string build, CancellationToken cancellationToken)
    {
        var seen = (await FindAsync(cancellationToken))?.WorkerDeploymentInfo.VersionSummaries.Select(version => version.DeploymentVersion.BuildId).ToList() ?? [];
        if (!seen.Contains(build))
        {
            throw new UserException(
                $"No worker of build {build} was seen for project {project}; seen {(seen.Count == 0 ? "are none" : $"are {string.Join(", ", seen)}")}. Start one, then run this again: mdlc worker --project {project} --build-id {build}");
        }
    }

    /// <summary>Gives a build all that begins from now on, or a share of it. What is under way stays where it is, but for lifecycles: they go over to the current build.</summary>
    /// <param name="build">Null for workers without a build.</param>
    /// <param name="percent">A share, 0 to 100; null for all.</param>
    /// <exception cref="UserException">The server refuses, with its sentence.</exception>
    public async Task<RolledOut> RollOutAsync(string? build, float? percent, CancellationToken cancellationToken)
    {
        var before = await FindAsync(cancellationToken);
        try
        {
            await RouteAsync(build, percent, cancellationToken);
        }
        catch (RpcException refused) when (refused.Code is RpcException.StatusCode.FailedPrecondition or RpcException.StatusCode.InvalidArgument or RpcException.StatusCode.NotFound)
        {
            throw new UserException($"The server does not give project {project} over to build {build ?? "none"}: {refused.Message}", inner: refused);
        }

        var routing = (await FindAsync(cancellationToken))?.WorkerDeploymentInfo.RoutingConfig;
        var goOver = routing?.CurrentDeploymentVersion is null ? 0 : await BringLifecyclesAsync(cancellationToken);
        var open = (await ListAsync(cancellationToken)).Where(row => row.Open > 0 && row.State is not BuildState.Current and not BuildState.Ramping && (row.State is not null || routing?.CurrentDeploymentVersion is not null));
        return new RolledOut(
            project,
            before?.WorkerDeploymentInfo.RoutingConfig.CurrentDeploymentVersion?.BuildId,
            routing?.CurrentDeploymentVersion?.BuildId,
            routing?.RampingDeploymentVersion?.BuildId,
            routing?.RampingVersionPercentage ?? 0,
            goOver,
            [.. open]);
    }

    /// <summary>The workflows of this project that no build drives.</summary>
    private string WithoutBuild => $"TaskQueue = '{_queues.Workflows}' AND TemporalWorkerDeploymentVersion IS NULL";

    private Task RouteAsync(string? build, float? percent, CancellationToken cancellationToken) => percent is null
        ? client.WorkflowService.SetWorkerDeploymentCurrentVersionAsync(
            new() { Namespace = client.Options.Namespace, DeploymentName = _queues.WorkerDeployment, BuildId = build ?? "", Identity = client.Connection.Options.Identity ?? "" },
            new() { CancellationToken = cancellationToken })
        : client.WorkflowService.SetWorkerDeploymentRampingVersionAsync(
            new() { Namespace = client.Options.Namespace, DeploymentName = _queues.WorkerDeployment, BuildId = build ?? "", Percentage = percent.Value, Identity = client.Connection.Options.Identity ?? "" },
            new() { CancellationToken = cancellationToken });

    /// <summary>A lifecycle lives for years: one that began before builds were told apart would wait for a worker without a build for as long.</summary>
    private async Task<int> BringLifecyclesAsync(CancellationToken cancellationToken)
    {
        var brought = 0;
        await foreach (var lifecycle in client.ListWorkflowsAsync($"WorkflowType = '{nameof(ModelLifecycle)}' AND {WithoutBuild} AND {Open}", new() { Rpc = new() { CancellationToken = cancellationToken } }))
        {
            try
            {
                await client.WorkflowService.UpdateWorkflowExecutionOptionsAsync(
                    new()
                    {
                        Namespace = client.Options.Namespace,
                        WorkflowExecution = new() { WorkflowId = lifecycle.Id },
                        WorkflowExecutionOptions = new WorkflowExecutionOptions { VersioningOverride = new() { AutoUpgrade = true } },
                        UpdateMask = new() { Paths = { "versioning_override" } },
                    },
                    new() { CancellationToken = cancellationToken });
                brought++;
            }
            catch (RpcException ended) when (ended.Code == RpcException.StatusCode.NotFound)
            {
                // It ended since it was listed.
            }
        }

        return brought;
    }

    /// <returns>Null where no worker of the project ever said its build, or the server cannot tell builds apart.</returns>
    private async Task<DescribeWorkerDeploymentResponse?> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await client.WorkflowService.DescribeWorkerDeploymentAsync(
                new() { Namespace = client.Options.Namespace, DeploymentName = _queues.WorkerDeployment }, new() { CancellationToken = cancellationToken });
        }
        catch (RpcException none) when (none.Code is RpcException.StatusCode.NotFound or RpcException.StatusCode.Unimplemented)
        {
            return null;
        }
    }

    private async Task<Pollers> PollersAsync(CancellationToken cancellationToken)
    {
        var queue = await client.WorkflowService.DescribeTaskQueueAsync(
            new() { Namespace = client.Options.Namespace, TaskQueue = new() { Name = _queues.Workflows }, TaskQueueType = TaskQueueType.Workflow },
            new() { CancellationToken = cancellationToken });
        return queue.Pollers;
    }

    private async Task<long> CountAsync(string query, CancellationToken cancellationToken) =>
        (await client.CountWorkflowsAsync(query, new() { Rpc = new() { CancellationToken = cancellationToken } })).Count;

    private static int CountOf(Pollers pollers, string? build) => pollers.Where(poller => Workers.BuildOf(poller) == build).Select(poller => poller.Identity).Distinct(StringComparer.Ordinal).Count();

    private static float? PercentOf(DescribeWorkerDeploymentResponse deployment, string build)
    {
        var routing = deployment.WorkerDeploymentInfo.RoutingConfig;
        return routing.RampingDeploymentVersion?.BuildId == build ? routing.RampingVersionPercentage
            : routing.CurrentDeploymentVersion?.BuildId == build ? 100 - (routing.RampingDeploymentVersion is null ? 0 : routing.RampingVersionPercentage)
            : null;
    }

    private static BuildState StateOf(WorkerDeploymentVersionStatus status) => status switch
    {
        WorkerDeploymentVersionStatus.Current => BuildState.Current,
        WorkerDeploymentVersionStatus.Ramping => BuildState.Ramping,
        WorkerDeploymentVersionStatus.Draining => BuildState.Draining,
        WorkerDeploymentVersionStatus.Drained => BuildState.Drained,
        _ => BuildState.Inactive,
    };

    private static DateTimeOffset? SinceOf(VersionSummary version) => StateOf(version.Status) switch
    {
        BuildState.Current => version.CurrentSinceTime,
        BuildState.Ramping => version.RampingSinceTime,
        BuildState.Inactive => version.CreateTime,
        _ => version.LastDeactivationTime ?? version.DrainageInfo?.LastChangedTime,
    } is { } since ? since.ToDateTimeOffset() : null;
}
