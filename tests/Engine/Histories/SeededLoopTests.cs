using Mdlc.Engine.Kernel;
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
        using var world = new SeededWorld(seed);
        try
        {
            for (var steps = 1; world.Loop.State().IsRunning; steps++)
            {
                Assert.True(steps < 3000, "the workflow does not end");
                Step(world, steps);
            }

            world.CheckEnd();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Seed {seed} fails: {e.Message}", e);
        }
    }

    private static void Step(SeededWorld world, int step)
    {
        var (loop, random) = (world.Loop, world.Random);
        switch (random.Next(14))
        {
            case 13:
                world.Misfortune();
                break;
            case 12:
                ControlActivities(loop, random);
                break;
            case 0 when random.Next(3) == 0:
                world.Update($"u{random.Next(30)}");
                break;
            case 0 when random.Next(10) == 0:
                world.Reset();
                break;
            case 0:
                world.Signal($"s{step}", $"r{random.Next(20)}");
                break;
            case 1 when random.Next(3) == 0:
                loop.Oversleep(TimeSpan.FromSeconds(random.Next(1, 15)));
                break;
            case 1:
                loop.Advance(TimeSpan.FromSeconds(random.Next(1, 15)));
                break;
            case 2 when random.Next(4) == 0:
                world.Restart();
                break;
            case < 8:
                DriveWorkflow(world);
                break;
            default:
                DriveActivity(loop, random);
                break;
        }
    }

    private static int SeedCount =>
        int.TryParse(Environment.GetEnvironmentVariable("MDLC_SEEDS"), System.Globalization.CultureInfo.InvariantCulture, out var count) ? count : 60;

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, SeedCount)];

    private static void DriveWorkflow(SeededWorld world)
    {
        var (loop, random) = (world.Loop, world.Random);
        if (loop.PollWorkflow() is not { } task)
        {
            return;
        }

        switch (random.Next(6))
        {
            case 0:
                loop.Engine.WorkflowTasks.Return(task.TaskToken);
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
            world.Signal("meanwhile", "");
        }

        try
        {
            Answer(loop, task, random);
        }
        catch (ServiceException e)
        {
            Assert.Equal(Grpc.Core.StatusCode.InvalidArgument, e.Code);
            return;
        }

        if (random.Next(4) == 0)
        {
            // The worker has not seen the reply and says it again.
            Assert.Equal(Grpc.Core.StatusCode.NotFound, Assert.Throws<ServiceException>(() => loop.Complete(task)).Code);
        }
    }

    private static void Answer(EngineLoop loop, PollWorkflowTaskQueueResponse task, Random random)
    {
        var messages = Does.AnswerUpdates(task, () => random.Next(3));
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

    private static void DriveActivity(EngineLoop loop, Random random)
    {
        if (loop.PollActivity() is not { } task)
        {
            return;
        }

        switch (random.Next(5))
        {
            case 0:
                loop.Engine.ActivityTasks.Return(task.TaskToken);
                break;
            case 1:
                break;
            case 2:
                loop.Engine.ActivityTasks.Fail(
                    Engine.Histories.Activities.ActivityTarget.ByToken(task.TaskToken), new() { ApplicationFailureInfo = new() { Type = "Broken" } }, null, "worker", null);
                break;
            default:
                loop.CompleteActivity(task.TaskToken);
                if (random.Next(4) == 0)
                {
                    // The worker has not seen the reply and says it again.
                    Assert.Equal(Grpc.Core.StatusCode.NotFound, Assert.Throws<ServiceException>(() => loop.CompleteActivity(task.TaskToken)).Code);
                }

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
                    loop.Engine.ActivityControl.Pause(new() { Namespace = "default", Execution = run, Type = "Activity" });
                    break;
                case 1:
                    loop.Engine.ActivityControl.Reset(new() { Namespace = "default", Execution = run, MatchAll = true, KeepPaused = random.Next(2) == 0 });
                    break;
                default:
                    loop.Engine.ActivityControl.Unpause(new() { Namespace = "default", Execution = run, UnpauseAll = true, ResetAttempts = random.Next(2) == 0 });
                    break;
            }
        }
        catch (ServiceException e) when (e.Code == Grpc.Core.StatusCode.NotFound)
        {
            // None is pending.
        }

        loop.Pump();
    }
}
