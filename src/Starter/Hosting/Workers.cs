using Mdlc.Workflows;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Exceptions;

namespace Mdlc.Starter.Hosting;

/// <summary>Whether anybody does the work of a project, and what to say when nobody does.</summary>
internal sealed class Workers(EngineSession session, string project, TimeProvider time)
{
    /// <summary>How long work may lie before somebody is told that nobody takes it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string _queue = new TaskQueues(project).Workflows;

    /// <summary>The build that begins what begins, as the server last said; null where builds are not told apart.</summary>
    private string? _current;

    /// <summary>A build that polls, and is not current.</summary>
    private string? _waiting;

    /// <summary>How to get one.</summary>
    public string StartLine =>
        (_current is null ? $"Start one: mdlc worker --project {project}" : $"Start one: mdlc worker --project {project} --build-id {_current}")
        + (_waiting is null ? "" : $"   Or give the work to build {_waiting}, which polls: mdlc worker rollout {_waiting} --project {project}");

    /// <summary>The sentence for when there is none.</summary>
    public string Missing => $"No worker{(_current is not null ? $" of build {_current}, which is current," : _waiting is not null ? " without a build, and none is current," : "")} polls task queue {_queue} of {session.Address}. {StartLine}";

    /// <summary>Waits for work for as long as nobody needs to be told.</summary>
    /// <returns>True when it is not done by then and nobody polls who could do it.</returns>
    public async Task<bool> AreMissingForAsync(Task work, CancellationToken cancellationToken)
    {
        await Task.WhenAny(work, Task.Delay(Patience, time, cancellationToken));
        return !work.IsCompleted && !cancellationToken.IsCancellationRequested && !await MayPollAsync(cancellationToken);
    }

    /// <returns>Null for a worker that does not go by builds.</returns>
    public static string? BuildOf(PollerInfo poller) =>
        poller.DeploymentOptions is { WorkerVersioningMode: WorkerVersioningMode.Versioned } options ? options.BuildId : null;

    /// <summary>False when the server knows of nobody. It remembers a worker for some minutes after its end, so true promises nothing.</summary>
    public async Task<bool> MayPollAsync(CancellationToken cancellationToken)
    {
        try
        {
            var description = await session.Client.WorkflowService.DescribeTaskQueueAsync(
                new() { Namespace = session.Client.Options.Namespace, TaskQueue = new() { Name = _queue }, TaskQueueType = TaskQueueType.Workflow },
                new() { CancellationToken = cancellationToken });
            _current = description.VersioningInfo?.CurrentDeploymentVersion?.BuildId;
            var builds = description.Pollers.Select(BuildOf).ToHashSet();
            _waiting = builds.FirstOrDefault(build => build is not null);
            return builds.Contains(_current);
        }
        catch (RpcException)
        {
            // A server that does not say who polls may have somebody.
            return true;
        }
    }
}
