using Grpc.Core;
using Mdlc.Engine.Deployments;
using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.Starting;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Matching;
using Temporalio.Api.Deployment.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Frontend.Calls;

internal sealed partial class WorkflowFrontend
{
    /// <summary>A poll is answered, if only empty, this long before its caller would give up.</summary>
    private static readonly TimeSpan DeadlineMargin = TimeSpan.FromSeconds(1);

    public async Task<PollWorkflowTaskQueueResponse> PollWorkflowTaskQueue(PollWorkflowTaskQueueRequest request, ServerCallContext context)
    {
        var queue = Queue(request.Namespace, request.TaskQueue, TaskQueueType.Workflow);
        var version = Enlist(request.Namespace, request.TaskQueue, TaskQueueType.Workflow, request.DeploymentOptions);
        using var poll = new PollWindow(Services, context, DeadlineMargin, status.Stopping);
        while (true)
        {
            var poller = new Poller(
                request.Identity, request.WorkerInstanceKey, request.WorkerVersionCapabilities, LaneOf(request.TaskQueue, version), request.DeploymentOptions);
            switch (await Wait(request.Namespace, queue, TaskQueueType.Workflow, poller, poll.Token).ConfigureAwait(false))
            {
                case null:
                    return new PollWorkflowTaskQueueResponse();
                case QueryQueueTask query when engine.Queries.Start(query) is { } response:
                    return response;
                case WorkflowQueueTask task when engine.WorkflowTasks.Start(
                    task, request.TaskQueue.Name, request.Identity, version is null ? Stamp(request.WorkerVersionCapabilities) : null, version) is { } started:
                    var token = started.Response.TaskToken;
                    ReturnIfUndelivered(context, () => engine.WorkflowTasks.Return(token));
                    await started.Commit.ConfigureAwait(false);
                    return started.Response;
            }
        }
    }

    public async Task<RespondWorkflowTaskCompletedResponse> RespondWorkflowTaskCompleted(
        RespondWorkflowTaskCompletedRequest request, ServerCallContext context)
    {
        var (response, commit) = engine.WorkflowTasks.Complete(request);
        await commit.ConfigureAwait(false);
        if (response.WorkflowTask is not null || response.ActivityTasks.Count > 0)
        {
            ReturnIfUndelivered(context, () => Return(response));
        }

        return response;
    }

    public async Task<RespondWorkflowTaskFailedResponse> RespondWorkflowTaskFailed(RespondWorkflowTaskFailedRequest request, ServerCallContext context)
    {
        await engine.WorkflowTasks.Fail(request).ConfigureAwait(false);
        return new RespondWorkflowTaskFailedResponse();
    }

    public Task<RespondQueryTaskCompletedResponse> RespondQueryTaskCompleted(RespondQueryTaskCompletedRequest request, ServerCallContext context)
    {
        engine.Queries.Complete(request);
        return Task.FromResult(new RespondQueryTaskCompletedResponse());
    }

    public async Task<PollActivityTaskQueueResponse> PollActivityTaskQueue(PollActivityTaskQueueRequest request, ServerCallContext context)
    {
        var queue = Queue(request.Namespace, request.TaskQueue, TaskQueueType.Activity);
        var version = Enlist(request.Namespace, request.TaskQueue, TaskQueueType.Activity, request.DeploymentOptions);
        queue.LimitByWorker(request.TaskQueueMetadata?.MaxTasksPerSecond);
        using var poll = new PollWindow(Services, context, DeadlineMargin, status.Stopping);
        while (true)
        {
            var poller = new Poller(
                request.Identity, request.WorkerInstanceKey, request.WorkerVersionCapabilities, LaneOf(request.TaskQueue, version), request.DeploymentOptions);
            switch (await Wait(request.Namespace, queue, TaskQueueType.Activity, poller, poll.Token).ConfigureAwait(false))
            {
                case null:
                    return new PollActivityTaskQueueResponse();
                case ActivityQueueTask task when engine.ActivityTasks.Start(task, request.Identity, version) is { } started:
                    var token = started.Response.TaskToken;
                    ReturnIfUndelivered(context, () => engine.ActivityTasks.Return(token));
                    await started.Commit.ConfigureAwait(false);
                    return started.Response;
            }
        }
    }

    public Task<ShutdownWorkerResponse> ShutdownWorker(ShutdownWorkerRequest request, ServerCallContext context)
    {
        if (request.WorkerHeartbeat is { } last)
        {
            Note(request.Namespace, [last]);
        }

        engine.WorkflowTasks.ShutdownWorker(request);
        return Task.FromResult(new ShutdownWorkerResponse());
    }

    private async Task<QueueTask?> Wait(string ns, MatchingQueue queue, TaskQueueType type, Poller poller, CancellationToken cancellationToken)
    {
        Services.Matching.Poll(ns, queue, poller);
        using (cancellationToken.UnsafeRegister(static state => (((MatchingQueue, Poller))state!).Item1.Cancel((((MatchingQueue, Poller))state!).Item2), (queue, poller)))
        {
            var task = await poller.Result.ConfigureAwait(false);
            status.Metrics?.Queues.Polled(type, task is null ? null : Services.WallClock.GetUtcNow() - task.QueuedAt);
            return task;
        }
    }

    /// <summary>A caller may vanish between the hand-out and the end of the reply: its task must not be lost with it.</summary>
    private static void ReturnIfUndelivered(ServerCallContext context, Action giveBack)
    {
        var http = context.GetHttpContext();
        http.Response.OnCompleted(() =>
        {
            if (http.RequestAborted.IsCancellationRequested)
            {
                giveBack();
            }

            return Task.CompletedTask;
        });
    }

    private void Return(RespondWorkflowTaskCompletedResponse response)
    {
        if (response.WorkflowTask is { } task)
        {
            engine.WorkflowTasks.Return(task.TaskToken);
        }

        foreach (var activity in response.ActivityTasks)
        {
            engine.ActivityTasks.Return(activity.TaskToken);
        }
    }

    private static WorkerVersionStamp? Stamp(WorkerVersionCapabilities? capabilities) => capabilities is { BuildId.Length: > 0 }
        ? new WorkerVersionStamp { BuildId = capabilities.BuildId, UseVersioning = capabilities.UseVersioning }
        : null;

    /// <summary>Makes the worker's version known, if it has one, with the queue that it polls.</summary>
    /// <exception cref="ServiceException">The worker says too little of its version, or there are too many.</exception>
    private DeploymentVersion? Enlist(string ns, TaskQueue queue, TaskQueueType type, WorkerDeploymentOptions? options)
    {
        var isSticky = queue.Kind == TaskQueueKind.Sticky;
        if (options is not null && isSticky && queue.NormalName.Length == 0)
        {
            throw ServiceException.InvalidArgument("NormalName must be set on sticky queue when UseVersioning is true or DeploymentOptions are set.");
        }

        if (DeploymentVersion.Of(options) is not { } version)
        {
            return null;
        }

        if (version.DeploymentName.Length == 0 || version.BuildId.Length == 0)
        {
            throw ServiceException.InvalidArgument("Deployment name and build id must be set together.");
        }

        DeploymentNames.Check(version, Services.Limits);
        if (!isSticky)
        {
            Services.Deployments.Register(version, new(ns, queue.Name, type));
        }

        return version;
    }

    /// <summary>A sticky queue is one worker's: it needs no lanes.</summary>
    private static DeploymentVersion? LaneOf(TaskQueue queue, DeploymentVersion? version) => queue.Kind == TaskQueueKind.Sticky ? null : version;

    private MatchingQueue Queue(string ns, TaskQueue? queue, TaskQueueType type)
    {
        Services.Namespaces.Get(ns);
        return TaskQueueNames.ValidatePolled(queue, Services.Limits) is { } wrong
            ? throw ServiceException.InvalidArgument(wrong)
            : Services.Matching.Queue(new(ns, queue!.Name, type));
    }
}
