using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Tests.Histories;

/// <summary>
/// One seed decides what the workers and the network do; whatever it is, the workflow ends and its history is sound. <c>MDLC_SEEDS</c> says
/// how many are tried (60 by default).
/// </summary>
public sealed class SeededLoopTests
{
    [Theory]
    [MemberData(nameof(Seeds))]
    public void AnyOrderOfFaults_EndsWithASoundHistory(int seed)
    {
        var file = Path.Combine(Path.GetTempPath(), $"mdlc-seed-{Guid.NewGuid():N}.db");
        var random = new Random(seed);
        var loop = new EngineLoop(file, seed: seed);
        var epoch = 1L;
        try
        {
            loop.Start();
            var steps = 0;
            while (loop.State().IsRunning)
            {
                Assert.True(++steps < 3000, $"seed {seed}: the workflow does not end");
                switch (random.Next(13))
                {
                    case 12:
                        ControlActivities(loop, random);
                        break;
                    case 0 when random.Next(3) == 0:
                        // Nobody waits for it: what comes of it shows in history.
                        _ = loop.Update($"u{random.Next(30)}");
                        break;
                    case 0:
                        Signal(loop, $"s{steps}", $"r{random.Next(20)}");
                        break;
                    case 1:
                        loop.Advance(TimeSpan.FromSeconds(random.Next(1, 15)));
                        break;
                    case 2 when random.Next(4) == 0:
                        var time = loop.Time;
                        loop.Dispose();
                        loop = new EngineLoop(file, time, seed: seed + (int)epoch, epoch: ++epoch);
                        break;
                    case < 8:
                        DriveWorkflow(loop, random);
                        break;
                    default:
                        DriveActivity(loop, random);
                        break;
                }
            }

            CheckHistory(loop, seed);
        }
        finally
        {
            loop.Dispose();
            foreach (var name in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(file) + "*"))
            {
                File.Delete(name);
            }
        }
    }

    private static int SeedCount =>
        int.TryParse(Environment.GetEnvironmentVariable("MDLC_SEEDS"), System.Globalization.CultureInfo.InvariantCulture, out var count) ? count : 60;

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, SeedCount)];

    private static void Signal(EngineLoop loop, string name, string requestId)
    {
        try
        {
            loop.Signal(name, requestId: requestId);
        }
        catch (ServiceException e) when (e.Code == Grpc.Core.StatusCode.ResourceExhausted)
        {
            // The workflow is closing: it gets one task without new events.
        }
    }

    private static void DriveWorkflow(EngineLoop loop, Random random)
    {
        if (loop.PollWorkflow() is not { } task)
        {
            return;
        }

        switch (random.Next(6))
        {
            case 0:
                loop.Engine.ReturnWorkflowTask(task.TaskToken);
                loop.Pump();
                return;
            case 1:
                loop.Fail(task);
                return;
            case 2:
                return; // The worker is gone: the task times out.
        }

        if (random.Next(3) == 0)
        {
            Signal(loop, "meanwhile", "");
        }

        try
        {
            Answer(loop, task, random);
        }
        catch (ServiceException e)
        {
            Assert.Equal(Grpc.Core.StatusCode.InvalidArgument, e.Code);
        }
    }

    private static void Answer(EngineLoop loop, PollWorkflowTaskQueueResponse task, Random random)
    {
        var messages = Messages(task, random);
        if (messages.Count > 0 && random.Next(2) == 0)
        {
            loop.Answer(task, messages);
            return;
        }

        var done = loop.History().Count(e => e.EventType == EventType.ActivityTaskCompleted);
        var id = $"{task.StartedEventId}-{random.Next(3)}";
        if (done >= 5)
        {
            loop.Complete(task, Does.CompleteWorkflow());
        }
        else if (random.Next(2) == 0)
        {
            loop.Complete(task, Does.ScheduleActivity(id), Does.StartTimer(id, TimeSpan.FromSeconds(random.Next(1, 20))));
        }
        else
        {
            loop.Complete(task, Does.StartTimer(id, TimeSpan.FromSeconds(3)), Does.ScheduleActivity(id, a => a.HeartbeatTimeout = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromSeconds(4))));
        }
    }

    /// <summary>A worker's word on each update that the task carries: rejected, accepted, or accepted and completed.</summary>
    private static List<Temporalio.Api.Protocol.V1.Message> Messages(PollWorkflowTaskQueueResponse task, Random random)
    {
        var messages = new List<Temporalio.Api.Protocol.V1.Message>();
        foreach (var id in task.Messages.Select(message => message.ProtocolInstanceId))
        {
            switch (random.Next(3))
            {
                case 0:
                    messages.Add(Does.Reject(id));
                    break;
                case 1:
                    messages.Add(Does.Accept(id));
                    break;
                default:
                    messages.AddRange([Does.Accept(id), Does.Finish(id)]);
                    break;
            }
        }

        return messages;
    }

    private static void DriveActivity(EngineLoop loop, Random random)
    {
        if (loop.PollActivity() is not { } task)
        {
            return;
        }

        switch (random.Next(5))
        {
            case 0:
                loop.Engine.ReturnActivity(task.TaskToken);
                break;
            case 1:
                break;
            case 2:
                loop.Engine.FailActivity(
                    Engine.Histories.ActivityTarget.ByToken(task.TaskToken), new() { ApplicationFailureInfo = new() { Type = "Broken" } }, null, "worker", null);
                break;
            default:
                loop.CompleteActivity(task.TaskToken);
                break;
        }

        loop.Pump();
    }

    /// <summary>An operator pauses, resets and, more often, unpauses, so that the workflow ends.</summary>
    private static void ControlActivities(EngineLoop loop, Random random)
    {
        var run = new Temporalio.Api.Common.V1.WorkflowExecution { WorkflowId = "workflow" };
        try
        {
            switch (random.Next(4))
            {
                case 0:
                    loop.Engine.PauseActivity(new() { Namespace = "default", Execution = run, Type = "Activity" });
                    break;
                case 1:
                    loop.Engine.ResetActivity(new() { Namespace = "default", Execution = run, MatchAll = true, KeepPaused = random.Next(2) == 0 });
                    break;
                default:
                    loop.Engine.UnpauseActivity(new() { Namespace = "default", Execution = run, UnpauseAll = true, ResetAttempts = random.Next(2) == 0 });
                    break;
            }
        }
        catch (ServiceException e) when (e.Code == Grpc.Core.StatusCode.NotFound)
        {
            // None is pending.
        }

        loop.Pump();
    }

    private static void CheckHistory(EngineLoop loop, int seed)
    {
        var events = loop.History();
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long)i), events.Select(e => e.EventId));
        Assert.All(events.Zip(events.Skip(1)), pair => Assert.True(pair.First.EventType != EventType.WorkflowTaskStarted
            || pair.Second.EventType is EventType.WorkflowTaskCompleted or EventType.WorkflowTaskFailed or EventType.WorkflowTaskTimedOut, $"seed {seed}"));
        foreach (var completed in events.Where(e => e.EventType == EventType.ActivityTaskCompleted).Select(e => e.ActivityTaskCompletedEventAttributes))
        {
            Assert.Equal(EventType.ActivityTaskScheduled, events[(int)completed.ScheduledEventId - 1].EventType);
            Assert.Equal(EventType.ActivityTaskStarted, events[(int)completed.StartedEventId - 1].EventType);
        }

        Assert.Distinct(events.Where(e => e.EventType == EventType.ActivityTaskCompleted).Select(e => e.ActivityTaskCompletedEventAttributes.ScheduledEventId));
        Assert.Distinct(events.Where(e => e.EventType == EventType.TimerFired).Select(e => e.TimerFiredEventAttributes.StartedEventId));
        CheckUpdates(events);
        var requests = events.Where(e => e.EventType == EventType.WorkflowExecutionSignaled)
            .Select(e => e.WorkflowExecutionSignaledEventAttributes.RequestId).Where(id => id.StartsWith('r'));
        Assert.Distinct(requests);
    }

    /// <summary>An update is accepted once and completed at most once, in that order.</summary>
    private static void CheckUpdates(IReadOnlyList<Temporalio.Api.History.V1.HistoryEvent> events)
    {
        Assert.Distinct(events.Where(e => e.EventType == EventType.WorkflowExecutionUpdateAccepted)
            .Select(e => e.WorkflowExecutionUpdateAcceptedEventAttributes.ProtocolInstanceId));
        var completed = events.Where(e => e.EventType == EventType.WorkflowExecutionUpdateCompleted)
            .Select(e => e.WorkflowExecutionUpdateCompletedEventAttributes).ToList();
        Assert.Distinct(completed.Select(update => update.Meta.UpdateId));
        Assert.All(completed, update => Assert.Equal(
            update.Meta.UpdateId, events[(int)update.AcceptedEventId - 1].WorkflowExecutionUpdateAcceptedEventAttributes.ProtocolInstanceId));
    }
}
