using Temporalio.Api.Deployment.V1;

namespace Mdlc.Engine.Matching;

/// <summary>One poll that waits for a task. It ends once: with a task, or empty.</summary>
/// <param name="version">The version whose tasks it wants; null for tasks of no version.</param>
/// <param name="deployment">What the worker says of its deployment, for descriptions.</param>
internal sealed class Poller(
    string identity, string workerInstanceKey, WorkerVersionCapabilities? capabilities = null, DeploymentVersion? version = null, WorkerDeploymentOptions? deployment = null)
{
    private readonly TaskCompletionSource<QueueTask?> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Identity { get; } = identity;

    public string WorkerInstanceKey { get; } = workerInstanceKey;

    public WorkerVersionCapabilities? Capabilities { get; } = capabilities;

    public DeploymentVersion? Version { get; } = version;

    public WorkerDeploymentOptions? Deployment { get; } = deployment;

    /// <summary>The task, or null when the poll ended without one.</summary>
    public Task<QueueTask?> Result => _result.Task;

    /// <summary>Where the poller stands in its queue; owned by the queue.</summary>
    internal LinkedListNode<Poller>? Node { get; set; }

    /// <returns>False when the poll has ended: the task is still the caller's.</returns>
    public bool TryDeliver(QueueTask task) => _result.TrySetResult(task);

    public void End() => _result.TrySetResult(null);
}
