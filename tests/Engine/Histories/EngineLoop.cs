using Google.Protobuf;
using Mdlc.Engine.Deployments;
using Mdlc.Engine.Frontend.Calls;
using Mdlc.Engine.Histories;
using Mdlc.Engine.Histories.Activities;
using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Hosting;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Matching;
using Mdlc.Engine.Schedules;
using Mdlc.Engine.Storage;
using Mdlc.Engine.Visibility;
using Mdlc.Engine.Visibility.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.Protocol.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Tests.Histories;

/// <summary>The engine's own parts without sockets, threads or a real clock: the test is the loop that drives them.</summary>
internal sealed class EngineLoop : IDisposable
{
    public const string Queue = "queue";

    /// <summary>Of the worker that has runs in its cache.</summary>
    public const string StickyQueue = "sticky";

    private readonly EngineParts _parts;
    private readonly string? _file;

    /// <param name="away">How long no engine was there before this one.</param>
    /// <param name="pump">False leaves what the life before has left to do until something else is done.</param>
    public EngineLoop(
        string? file = null, FakeTimeProvider? time = null, EngineLimits? limits = null, int seed = 1, long epoch = 1, string gone = "", TimeSpan away = default,
        TimeSkipping skipping = TimeSkipping.Off, bool pump = true, Durability durability = Durability.Strict)
    {
        Time = time ?? new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var random = new Random(seed);
        _file = file;
        limits ??= new EngineLimits { ContinueAsNewMinInterval = TimeSpan.Zero };
        Func<Guid> newGuid = () =>
        {
            var bytes = new byte[16];
            random.NextBytes(bytes);
            return new Guid(bytes);
        };

        // Nearly none are kept: what a test does to closed runs it does to those on disk.
        _parts = new EngineParts(
            EngineDatabase.Open(file, durability), durability, limits, Time, skipping, NullLogger.Instance, newGuid, closedRunsKept: 2);
        var settings = _parts.Database.ReadSettings();
        Engine.Services.Namespaces.Load(settings);
        Deployments.Load(settings);
        if (!Engine.Services.Namespaces.TryGet("default", out _))
        {
            _ = Engine.Services.Namespaces.Put(Namespaces.Describe("default", "namespace-id"));
        }

        Engine.Recover(epoch, Downtime(settings, away), gone);
        Scheduler.Recover();
        _parts.Clocks.Skipper?.Release();
        if (pump)
        {
            Pump();
        }
    }

    private Downtimes Downtime(IReadOnlyDictionary<string, byte[]> settings, TimeSpan away)
    {
        var downtimes = Downtimes.Read(settings).And(Engine.Services.Now - away, Engine.Services.Now);
        var batch = new WriteBatch();
        batch.Settings.Add((Downtimes.Setting, downtimes.ToBytes()));
        _parts.Database.Write([batch]);
        return downtimes;
    }

    /// <summary>The wall's clock; the engine's own is ahead of it by what was skipped.</summary>
    public FakeTimeProvider Time { get; }

    public HistoryEngine Engine => _parts.Histories;

    public Scheduler Scheduler => _parts.Scheduler;

    public DeploymentRegistry Deployments => _parts.Deployments;

    public SearchAttributeRegistry Registry => _parts.SearchAttributes;

    public VisibilityStore Visibility => _parts.Workflows;

    public void Dispose() => _parts.Dispose();

    /// <summary>Commits, delivers and wakes up until nothing is left to do now.</summary>
    public void Pump()
    {
        bool worked;
        do
        {
            Engine.Retention.Sweep();
            var urgent = _parts.Journal.HasUrgentWork;
            worked = _parts.Journal.Flush() && urgent;
            while (Engine.Outbox.TryRead(out var row))
            {
                Engine.Deliveries.Deliver(row);
                worked = true;
            }

            while (Scheduler.WakeUps.TakeDue(Engine.Services.Now) is { } schedule)
            {
                Scheduler.WakeUp(schedule);
                worked = true;
            }

            while (Engine.Services.WakeUps.TakeDue(Engine.Services.Now) is { } run)
            {
                Engine.DueWork.WakeUp(run);
                worked = true;
            }
        }
        while (worked);
    }

    public void Advance(TimeSpan span)
    {
        Time.Advance(span);
        Pump();
    }

    public string Start(string workflowId = "workflow", Action<StartWorkflowExecutionRequest>? configure = null)
    {
        var request = new StartWorkflowExecutionRequest
        {
            Namespace = "default",
            WorkflowId = workflowId,
            WorkflowType = new WorkflowType { Name = "Workflow" },
            TaskQueue = new TaskQueue { Name = Queue },
            RequestId = Engine.Services.NewId(),
        };
        configure?.Invoke(request);
        var (response, _) = Engine.Starts.Start(request);
        Pump();
        return response.RunId;
    }

    /// <summary>From now on the disk refuses every commit; what is done stays in memory.</summary>
    public void RefuseCommits() => RefusingDisk.Begin(_file!);

    public void AcceptCommits()
    {
        RefusingDisk.End(_file!);
        Pump();
    }

    /// <summary>Lets time pass in which nobody wakes up.</summary>
    public void Oversleep(TimeSpan span) => Time.Advance(span);

    /// <summary>Somebody sets the clock, forward or back.</summary>
    public void SetClock(TimeSpan by)
    {
        Time.AdjustTime(Time.GetUtcNow() + by);
        Pump();
    }

    public void Signal(string name, string workflowId = "workflow", string requestId = "") =>
        _ = AskForSignal(name, workflowId, requestId);

    /// <returns>Ends when the signal is acknowledged.</returns>
    public Task AskForSignal(string name, string workflowId = "workflow", string requestId = "")
    {
        var (_, commit) = Engine.Signals.Signal(new SignalWorkflowExecutionRequest
        {
            Namespace = "default",
            WorkflowExecution = new WorkflowExecution { WorkflowId = workflowId },
            SignalName = name,
            RequestId = requestId,
        });
        Pump();
        return commit;
    }

    /// <summary>Asks for an update; the answer comes when the stage is reached.</summary>
    public Task<UpdateWorkflowExecutionResponse> Update(
        string id = "update", UpdateWorkflowExecutionLifecycleStage stage = UpdateWorkflowExecutionLifecycleStage.Completed, string workflowId = "workflow")
    {
        var request = new UpdateWorkflowExecutionRequest
        {
            Namespace = "default",
            WorkflowExecution = new WorkflowExecution { WorkflowId = workflowId },
            Request = new() { Meta = new() { UpdateId = id }, Input = new() { Name = "Change" } },
            WaitPolicy = new() { LifecycleStage = stage },
        };
        var answer = Engine.Updates.Ask(request, CancellationToken.None);
        Pump();
        return answer;
    }

    public Task<PollWorkflowExecutionUpdateResponse> PollUpdate(
        string id = "update", UpdateWorkflowExecutionLifecycleStage stage = UpdateWorkflowExecutionLifecycleStage.Completed) =>
        Engine.Updates.Poll(
            new()
            {
                Namespace = "default",
                UpdateRef = new() { WorkflowExecution = new WorkflowExecution { WorkflowId = "workflow" }, UpdateId = id },
                WaitPolicy = new() { LifecycleStage = stage },
            },
            CancellationToken.None);

    /// <summary>The next workflow task of the queue, or null when none waits.</summary>
    /// <param name="version">The version that the worker works for.</param>
    public PollWorkflowTaskQueueResponse? PollWorkflow(string queue = Queue, DeploymentVersion? version = null)
    {
        var poller = Poller(queue, TaskQueueType.Workflow, version);
        var waiting = Engine.Services.Matching.Queue(new("default", queue, TaskQueueType.Workflow));
        waiting.Poll(poller);
        var response = poller.Result.IsCompleted && poller.Result.Result is WorkflowQueueTask task
            ? Engine.WorkflowTasks.Start(task, queue, "worker", null, version)?.Response
            : null;
        waiting.Cancel(poller);
        Pump();
        return response;
    }

    /// <param name="pump">False leaves what the hand-out writes in memory.</param>
    /// <param name="version">The version that the worker works for.</param>
    public PollActivityTaskQueueResponse? PollActivity(string queue = Queue, bool pump = true, DeploymentVersion? version = null)
    {
        var poller = Poller(queue, TaskQueueType.Activity, version);
        var waiting = Engine.Services.Matching.Queue(new("default", queue, TaskQueueType.Activity));
        waiting.Poll(poller);
        var response = poller.Result.IsCompleted && poller.Result.Result is ActivityQueueTask task
            ? Engine.ActivityTasks.Start(task, "worker", version)?.Response
            : null;
        waiting.Cancel(poller);
        if (pump)
        {
            Pump();
        }

        return response;
    }

    private Poller Poller(string queue, TaskQueueType type, DeploymentVersion? version)
    {
        if (queue == StickyQueue)
        {
            // Whatever its version is: the queue is its own.
            version = null;
        }

        if (version is not null)
        {
            Deployments.Register(version, new("default", queue, type));
            Pump();
        }

        return new Poller("worker", "", version: version);
    }

    public RespondWorkflowTaskCompletedResponse Complete(PollWorkflowTaskQueueResponse task, params Command[] commands) =>
        Complete(task, null, commands);

    public RespondWorkflowTaskCompletedResponse Complete(
        PollWorkflowTaskQueueResponse task, Action<RespondWorkflowTaskCompletedRequest>? configure, params Command[] commands)
    {
        var request = new RespondWorkflowTaskCompletedRequest { TaskToken = task.TaskToken, Identity = "worker", Commands = { commands } };
        configure?.Invoke(request);
        var (response, commit) = Engine.WorkflowTasks.Complete(request);
        Pump();
        if (!_parts.Journal.IsStalled)
        {
            // The commit is done: this only lets a refusal that follows it through.
            commit.GetAwaiter().GetResult();
        }

        return response;
    }

    /// <summary>Completes the workflow, and commits nothing but that.</summary>
    public void CompleteWithoutPump(PollWorkflowTaskQueueResponse task)
    {
        Engine.WorkflowTasks.Complete(new RespondWorkflowTaskCompletedRequest { TaskToken = task.TaskToken, Identity = "worker", Commands = { Does.CompleteWorkflow() } });
        _parts.Journal.Flush();
    }

    /// <summary>Lets time pass and wakes the schedules that are due, but commits nothing.</summary>
    public void WakeSchedulesWithoutCommit(TimeSpan span)
    {
        Time.Advance(span);
        while (Scheduler.WakeUps.TakeDue(Engine.Services.Now) is { } schedule)
        {
            Scheduler.WakeUp(schedule);
        }
    }

    /// <summary>Completes a task with messages about updates; those that become events have their place by commands, after the others.</summary>
    public RespondWorkflowTaskCompletedResponse Answer(PollWorkflowTaskQueueResponse task, IReadOnlyList<Message> messages, params Command[] commands) =>
        Complete(
            task,
            request =>
            {
                request.Messages.AddRange(messages);
                request.Commands.AddRange(messages.Where(message => !message.Body.Is(Temporalio.Api.Update.V1.Rejection.Descriptor)).Select(Does.Place));
            },
            commands);

    public void Fail(PollWorkflowTaskQueueResponse task)
    {
        Engine.WorkflowTasks.Fail(new RespondWorkflowTaskFailedRequest
        {
            TaskToken = task.TaskToken,
            Cause = WorkflowTaskFailedCause.WorkflowWorkerUnhandledFailure,
            Identity = "worker",
        });
        Pump();
    }

    public void CompleteActivity(ByteString token)
    {
        Engine.ActivityTasks.Complete(ActivityTarget.ByToken(token), null, "worker", null);
        Pump();
    }

    public IReadOnlyList<HistoryEvent> History(string workflowId = "workflow", string runId = "")
    {
        var handle = Engine.Runs.Get("default", workflowId, runId);
        lock (handle.Workflow.Gate)
        {
            return [.. Engine.Runs.Load(handle).History.Batches.SelectMany(batch => batch.Events)];
        }
    }

    public IEnumerable<EventType> Types(string workflowId = "workflow", string runId = "") => History(workflowId, runId).Select(e => e.EventType);

    public MutableState State(string workflowId = "workflow", string runId = "")
    {
        var handle = Engine.Runs.Get("default", workflowId, runId);
        lock (handle.Workflow.Gate)
        {
            return Engine.Runs.Load(handle).State;
        }
    }
}
