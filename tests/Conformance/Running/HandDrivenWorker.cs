using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Deployment.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Conformance.Tests.Running;

/// <summary>A worker without SDK: each poll and each answer is a step of the scenario, so that the order of events is the scenario's.</summary>
/// <param name="queue">The queue it polls and starts workflows on; null is the run's own.</param>
internal sealed class HandDrivenWorker(ScenarioRun run, string? queue = null)
{
    public const string WorkflowType = "HandDriven";

    public string TaskQueue { get; } = queue ?? run.TaskQueue;

    /// <summary>The version that the worker works for; null of one without versioning.</summary>
    public WorkerDeploymentOptions? Deployment { get; init; }

    /// <summary>How its workflows move between versions, as it says with each workflow task; nothing without <see cref="Deployment"/>.</summary>
    public VersioningBehavior Behavior { get; init; }

    /// <summary>Starts a workflow on this worker's queue and returns its run id.</summary>
    public async Task<string> StartAsync(string name = "workflow", Action<StartWorkflowExecutionRequest>? configure = null) =>
        (await run.Service.StartWorkflowExecutionAsync(StartRequest(name, configure), ScenarioRun.Rpc())).RunId;

    public StartWorkflowExecutionRequest StartRequest(string name = "workflow", Action<StartWorkflowExecutionRequest>? configure = null)
    {
        var request = new StartWorkflowExecutionRequest
        {
            Namespace = run.Namespace,
            WorkflowId = run.Id(name),
            WorkflowType = new() { Name = WorkflowType },
            TaskQueue = new() { Name = TaskQueue },
            Identity = ScenarioRun.ClientIdentity,
            RequestId = Guid.NewGuid().ToString(),
        };
        configure?.Invoke(request);
        return request;
    }

    /// <summary>Polls until there is a workflow task.</summary>
    /// <param name="sticky">The sticky queue to poll, of this worker's normal queue; null polls the normal one.</param>
    public async Task<PollWorkflowTaskQueueResponse> PollAsync(string? sticky = null)
    {
        while (true)
        {
            var task = await run.Service.PollWorkflowTaskQueueAsync(PollRequest(sticky), ScenarioRun.Rpc(65));
            if (!task.TaskToken.IsEmpty)
            {
                return task;
            }
        }
    }

    public PollWorkflowTaskQueueRequest PollRequest(string? sticky = null) => new()
    {
        Namespace = run.Namespace,
        TaskQueue = sticky is null ? new() { Name = TaskQueue } : StickyQueue(sticky),
        Identity = ScenarioRun.WorkerIdentity,
        DeploymentOptions = Deployment,
    };

    public PollActivityTaskQueueRequest PollActivityRequest() => new()
    {
        Namespace = run.Namespace,
        TaskQueue = new() { Name = TaskQueue },
        Identity = ScenarioRun.WorkerIdentity,
        DeploymentOptions = Deployment,
    };

    public TaskQueue StickyQueue(string name) => new() { Name = name, Kind = TaskQueueKind.Sticky, NormalName = TaskQueue };

    public Task<RespondWorkflowTaskCompletedResponse> CompleteAsync(PollWorkflowTaskQueueResponse task, params Command[] commands) =>
        CompleteAsync(task, _ => { }, commands);

    public async Task<RespondWorkflowTaskCompletedResponse> CompleteAsync(
        PollWorkflowTaskQueueResponse task, Action<RespondWorkflowTaskCompletedRequest> configure, params Command[] commands)
    {
        var request = new RespondWorkflowTaskCompletedRequest
        {
            Namespace = run.Namespace,
            TaskToken = task.TaskToken,
            Identity = ScenarioRun.WorkerIdentity,
            Commands = { commands },
            DeploymentOptions = Deployment,
            VersioningBehavior = Behavior,
        };
        configure(request);
        return await run.Service.RespondWorkflowTaskCompletedAsync(request, ScenarioRun.Rpc());
    }

    /// <summary>Polls one workflow task and completes it.</summary>
    public async Task<PollWorkflowTaskQueueResponse> StepAsync(params Command[] commands)
    {
        var task = await PollAsync();
        await CompleteAsync(task, commands);
        return task;
    }

    public Task FailAsync(PollWorkflowTaskQueueResponse task, string message = "the worker failed") =>
        run.Service.RespondWorkflowTaskFailedAsync(
            new()
            {
                Namespace = run.Namespace,
                TaskToken = task.TaskToken,
                Identity = ScenarioRun.WorkerIdentity,
                Cause = WorkflowTaskFailedCause.WorkflowWorkerUnhandledFailure,
                Failure = Failures.Application(message),
            },
            ScenarioRun.Rpc());

    public async Task<PollActivityTaskQueueResponse> PollActivityAsync()
    {
        while (true)
        {
            var task = await run.Service.PollActivityTaskQueueAsync(PollActivityRequest(), ScenarioRun.Rpc(65));
            if (!task.TaskToken.IsEmpty)
            {
                return task;
            }
        }
    }

    public Task CompleteActivityAsync(PollActivityTaskQueueResponse task, object? result = null) =>
        run.Service.RespondActivityTaskCompletedAsync(
            new() { Namespace = run.Namespace, TaskToken = task.TaskToken, Identity = ScenarioRun.WorkerIdentity, Result = Payloads.List(result) },
            ScenarioRun.Rpc());

    public Task FailActivityAsync(PollActivityTaskQueueResponse task, Failure failure, object? lastHeartbeat = null) =>
        run.Service.RespondActivityTaskFailedAsync(
            new()
            {
                Namespace = run.Namespace,
                TaskToken = task.TaskToken,
                Identity = ScenarioRun.WorkerIdentity,
                Failure = failure,
                LastHeartbeatDetails = lastHeartbeat is null ? null : Payloads.List(lastHeartbeat),
            },
            ScenarioRun.Rpc());

    public Task CancelActivityAsync(PollActivityTaskQueueResponse task, object? details = null) =>
        run.Service.RespondActivityTaskCanceledAsync(
            new()
            {
                Namespace = run.Namespace,
                TaskToken = task.TaskToken,
                Identity = ScenarioRun.WorkerIdentity,
                Details = details is null ? null : Payloads.List(details),
            },
            ScenarioRun.Rpc());

    public Task<RecordActivityTaskHeartbeatResponse> HeartbeatAsync(PollActivityTaskQueueResponse task, object? details) =>
        run.Service.RecordActivityTaskHeartbeatAsync(
            new() { Namespace = run.Namespace, TaskToken = task.TaskToken, Identity = ScenarioRun.WorkerIdentity, Details = Payloads.List(details) },
            ScenarioRun.Rpc());

    public Task SignalAsync(string signal, object? argument = null, string name = "workflow", string? requestId = null) =>
        run.Service.SignalWorkflowExecutionAsync(
            new()
            {
                Namespace = run.Namespace,
                WorkflowExecution = ScenarioRun.Execution(run.Id(name)),
                SignalName = signal,
                Input = Payloads.List(argument),
                Identity = ScenarioRun.ClientIdentity,
                RequestId = requestId ?? Guid.NewGuid().ToString(),
            },
            ScenarioRun.Rpc());

    public Task RequestCancelAsync(string name = "workflow", string? requestId = null, string reason = "") =>
        run.Service.RequestCancelWorkflowExecutionAsync(
            new()
            {
                Namespace = run.Namespace,
                WorkflowExecution = ScenarioRun.Execution(run.Id(name)),
                Identity = ScenarioRun.ClientIdentity,
                RequestId = requestId ?? Guid.NewGuid().ToString(),
                Reason = reason,
            },
            ScenarioRun.Rpc());

    public Task TerminateAsync(string name = "workflow", string reason = "no longer needed") =>
        run.Service.TerminateWorkflowExecutionAsync(
            new()
            {
                Namespace = run.Namespace,
                WorkflowExecution = ScenarioRun.Execution(run.Id(name)),
                Reason = reason,
                Identity = ScenarioRun.ClientIdentity,
            },
            ScenarioRun.Rpc());

    /// <summary>Records a task as the poller saw it: attempt, previous started event, and the events it was given.</summary>
    public void RecordTask(string name, PollWorkflowTaskQueueResponse task)
    {
        var copy = task.Clone();
        copy.TaskToken = ByteString.Empty;
        run.Record(name, copy);
    }

    public void RecordActivityTask(string name, PollActivityTaskQueueResponse task)
    {
        var copy = task.Clone();
        copy.TaskToken = ByteString.Empty;
        run.Record(name, copy);
    }

    internal static Duration Seconds(double seconds) => Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds));
}
