using Google.Protobuf.WellKnownTypes;
using Mdlc.Engine.Histories.Activities;
using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Matching;
using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Tests.Simulation;

/// <summary>Workers of workflows and of activities: they poll, hold tasks, answer, die, and answer twice.</summary>
internal sealed class Workers(World world)
{
    private static readonly (string Queue, TaskQueueType Type)[] Queues =
        [(EngineLoop.Queue, TaskQueueType.Workflow), (EngineLoop.StickyQueue, TaskQueueType.Workflow), (EngineLoop.Queue, TaskQueueType.Activity)];

    private readonly Dictionary<(string Queue, TaskQueueType Type), Poller> _polls = [];
    private readonly List<Hand<PollWorkflowTaskQueueResponse>> _workflowTasks = [];
    private readonly List<Hand<PollActivityTaskQueueResponse>> _activities = [];
    private int _names;

    /// <summary>Polls that wait.</summary>
    public int Waiting => _polls.Count;

    /// <summary>The process of the engine ended, and with it the polls. What a worker has it keeps.</summary>
    public void Lose() => _polls.Clear();

    public void WorkOnWorkflows(Random random)
    {
        switch (random.Next(5))
        {
            case 0 or 1:
                Poll(Queues[random.Next(2)], random.Next(8) == 0 ? random : null);
                break;
            default:
                AnswerWorkflowTask(random);
                break;
        }
    }

    public void WorkOnActivities(Random random)
    {
        switch (random.Next(5))
        {
            case 0 or 1:
                Poll(Queues[2], random.Next(8) == 0 ? random : null);
                break;
            default:
                AnswerActivity(random);
                break;
        }
    }

    /// <summary>Does what there is to do, and nothing amiss.</summary>
    /// <returns>Whether there was any.</returns>
    public bool WorkOn()
    {
        var worked = false;
        foreach (var queue in Queues)
        {
            worked |= Poll(queue, null);
        }

        foreach (var hand in _workflowTasks.Where(hand => hand.HasCome).ToList())
        {
            worked = true;
            _workflowTasks.Remove(hand);
            Try(() => Complete(hand.Task, WorkflowBrain.Finish(hand.Task, new Look(world.Life))));
        }

        foreach (var hand in _activities.Where(hand => hand.HasCome).ToList())
        {
            worked = true;
            _activities.Remove(hand);
            Try(() => CompleteActivity(hand));
        }

        return worked;
    }

    /// <summary>A poll ends before a task comes, or its caller is gone when one has.</summary>
    public void Drop(Random random)
    {
        var queue = Queues[random.Next(Queues.Length)];
        if (!_polls.TryGetValue(queue, out var poller))
        {
            Poll(queue, random);
            return;
        }

        if (!poller.Result.IsCompleted)
        {
            world.Life.Engine.Services.Matching.Queue(Key(queue)).Cancel(poller);
            _polls.Remove(queue);
        }
        else
        {
            Poll(queue, random);
        }
    }

    /// <summary>Takes what a waiting poll has brought, or polls.</summary>
    /// <param name="vanishes">Not null when the caller is gone by the time the reply comes.</param>
    /// <returns>Whether a task came.</returns>
    private bool Poll((string Queue, TaskQueueType Type) queue, Random? vanishes)
    {
        if (!_polls.TryGetValue(queue, out var poller))
        {
            poller = new Poller("worker", "");
            world.Life.Engine.Services.Matching.Poll("default", world.Life.Engine.Services.Matching.Queue(Key(queue)), poller);
            _polls[queue] = poller;
        }

        if (!poller.Result.IsCompleted)
        {
            return false;
        }

        _polls.Remove(queue);
        switch (poller.Result.Result)
        {
            case WorkflowQueueTask task when world.Life.Engine.WorkflowTasks.Start(task, queue.Queue, "worker", null) is { } started:
                if (vanishes is not null)
                {
                    world.Life.Engine.WorkflowTasks.Return(started.Response.TaskToken);
                    break;
                }

                var hand = new Hand<PollWorkflowTaskQueueResponse>(started.Response, started.Response.TaskToken);
                _workflowTasks.Add(hand);
                world.Mail.Post("a poll of workflow tasks", started.Commit, good => Arrive(_workflowTasks, hand, good));
                break;
            case ActivityQueueTask task when world.Life.Engine.ActivityTasks.Start(task, "worker") is { } started:
                if (vanishes is not null)
                {
                    world.Life.Engine.ActivityTasks.Return(started.Response.TaskToken);

                    // It may have come after all.
                    _activities.Add(new(started.Response, started.Response.TaskToken) { HasCome = true });
                    break;
                }

                var activity = new Hand<PollActivityTaskQueueResponse>(started.Response, started.Response.TaskToken);
                _activities.Add(activity);
                world.Mail.Post("a poll of activities", started.Commit, good => Arrive(_activities, activity, good));
                break;
        }

        return true;
    }

    private static void Arrive<T>(List<Hand<T>> hands, Hand<T> hand, bool good)
    {
        hand.HasCome = good;
        if (!good)
        {
            hands.Remove(hand);
        }
    }

    private static QueueKey Key((string Queue, TaskQueueType Type) queue) => new("default", queue.Queue, queue.Type);

    private void AnswerWorkflowTask(Random random)
    {
        var here = _workflowTasks.Where(hand => hand.HasCome).ToList();
        if (here.Count == 0)
        {
            Poll(Queues[random.Next(2)], null);
            return;
        }

        var hand = here[random.Next(here.Count)];
        var task = hand.Task;
        switch (random.Next(12))
        {
            case 0:
                // The worker is gone: the task times out.
                _workflowTasks.Remove(hand);
                break;
            case 1:
                _workflowTasks.Remove(hand);
                Try(() => world.Mail.Post("a failed workflow task", world.Life.Engine.WorkflowTasks.Fail(new()
                {
                    TaskToken = hand.Token, Cause = WorkflowTaskFailedCause.WorkflowWorkerUnhandledFailure, Identity = "worker",
                }), static _ => { }));
                break;
            default:
                // Sometimes it is said twice.
                if (random.Next(6) > 0)
                {
                    _workflowTasks.Remove(hand);
                }

                var commands = WorkflowBrain.Draw(task, new Look(world.Life), random, ref _names);
                Try(() => Complete(task, commands, random));
                break;
        }
    }

    private void Complete(PollWorkflowTaskQueueResponse task, IReadOnlyList<Command> commands, Random? random = null)
    {
        var request = new RespondWorkflowTaskCompletedRequest { TaskToken = task.TaskToken, Identity = "worker" };
        if (random?.Next(3) == 0)
        {
            request.StickyAttributes = new() { WorkerTaskQueue = new() { Name = EngineLoop.StickyQueue }, ScheduleToStartTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(5)) };
        }

        var messages = Does.AnswerUpdates(task, () => random?.Next(4) ?? 3);
        request.Messages.AddRange(messages);
        request.Commands.AddRange(messages.Where(message => !message.Body.Is(Temporalio.Api.Update.V1.Rejection.Descriptor)).Select(Does.Place));
        request.Commands.AddRange(commands);
        var (response, reply) = world.Life.Engine.WorkflowTasks.Complete(request);
        var (run, started, speculative) = (task.WorkflowExecution, task.StartedEventId, messages.Count > 0);
        world.Mail.Post("an answer to a workflow task", reply, good =>
        {
            if (good && commands.Count > 0 && !speculative)
            {
                world.Ledger.Add(new Fact($"a workflow task of {run.WorkflowId}, started by event {started}", run.RunId, look => look.Events(run.WorkflowId, run.RunId)?.Any(e =>
                    e.EventId == started + 1 && e.EventType is EventType.WorkflowTaskCompleted or EventType.WorkflowTaskFailed) == true));
            }
        });
    }

    private void AnswerActivity(Random random)
    {
        var here = _activities.Where(hand => hand.HasCome).ToList();
        if (here.Count == 0)
        {
            Poll(Queues[2], null);
            return;
        }

        var hand = here[random.Next(here.Count)];
        var target = ActivityTarget.ByToken(hand.Token);
        switch (random.Next(10))
        {
            case 0:
                _activities.Remove(hand);
                break;
            case 1 or 2:
                _activities.Remove(hand);
                Try(() => world.Mail.Post("a failed activity", world.Life.Engine.ActivityTasks.Fail(
                    target, new() { Message = "broken", ApplicationFailureInfo = new() { Type = "Broken" } }, null, "worker", null).Commit, static _ => { }));
                break;
            case 3 or 4:
                Try(() =>
                {
                    var (orders, reply) = world.Life.Engine.ActivityTasks.Heartbeat(target, PayloadValues.TextPayloads($"beat {++_names}"), "worker");
                    world.Checks.NoteHeartbeat();
                    world.Mail.Post("a heartbeat", reply, static _ => { });
                    if (orders.Cancel)
                    {
                        _activities.Remove(hand);
                        world.Mail.Post("a cancelled activity", world.Life.Engine.ActivityTasks.Cancel(target, null, "worker"), static _ => { });
                    }
                });
                break;
            default:
                if (random.Next(6) > 0)
                {
                    _activities.Remove(hand);
                }

                Try(() => CompleteActivity(hand));
                break;
        }
    }

    private void CompleteActivity(Hand<PollActivityTaskQueueResponse> hand)
    {
        var (run, id) = (hand.Task.WorkflowExecution, hand.Task.ActivityId);
        var scheduled = TaskToken.Decode(hand.Token).EventId;
        var reply = world.Life.Engine.ActivityTasks.Complete(ActivityTarget.ByToken(hand.Token), null, "worker", null);
        world.Mail.Post("the end of an activity", reply, good =>
        {
            if (good)
            {
                world.Ledger.Add(new Fact($"activity {id} of {run.WorkflowId}", run.RunId, look => look.Events(run.WorkflowId, run.RunId)?.Count(e =>
                    e.EventType == EventType.ActivityTaskCompleted && e.ActivityTaskCompletedEventAttributes.ScheduledEventId == scheduled) == 1));
            }
        });
    }

    /// <summary>What a worker says may come too late.</summary>
    private static void Try(Action say)
    {
        try
        {
            say();
        }
        catch (ServiceException e) when (Clients.IsRefusal(e))
        {
            // Its task is no longer its own, or what it answers does not fit.
        }
    }
}
