using System.Globalization;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Enums.V1;

namespace Mdlc.Engine.Tests.Schedules;

/// <summary>
/// Schedules under what a seed chooses: time, skipped time and set clocks, triggers that are repeated, ends of actions, restarts, a disk that refuses, and kills
/// that take uncommitted work with them.
/// <c>MDLC_SEEDS</c> says how many seeds; a failing one is named and repeats.
/// </summary>
public sealed class SeededSchedulerTests
{
    private const int Steps = 60;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly ScheduleOverlapPolicy[] Policies =
    [
        ScheduleOverlapPolicy.Skip, ScheduleOverlapPolicy.BufferOne, ScheduleOverlapPolicy.BufferAll, ScheduleOverlapPolicy.CancelOther,
        ScheduleOverlapPolicy.TerminateOther, ScheduleOverlapPolicy.AllowAll,
    ];

    [Fact]
    public void Schedules_UnderAnySeed_ActOnceAndAccountForEachTime()
    {
        var seeds = int.TryParse(Environment.GetEnvironmentVariable("MDLC_SEEDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 25;
        for (var seed = 1; seed <= seeds; seed++)
        {
            try
            {
                Run(new Random(seed));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed} fails: {e.Message}", e);
            }
        }
    }

    private static void Run(Random random)
    {
        var policy = Policies[random.Next(Policies.Length)];
        using var loop = new ScheduleLoop(random.Next(3) == 0 ? TimeSkipping.Unlocked : TimeSkipping.Off);
        var begin = loop.Now;
        loop.Create(ScheduleLoop.WithPolicy(policy));
        var (latest, triggers) = (begin, 0);
        for (var step = 0; step < Steps; step++)
        {
            Step(loop, random, ref triggers);
            AssertNoneOverlap(loop, policy);

            // The look may have ended what kept the time: what was skipped then counts when it is on disk.
            loop.Engine.Pump();
            latest = loop.Now > latest ? loop.Now : latest;
        }

        // Every hour since the creation, as far as the clock ever was, and every trigger was acted upon, skipped, replaced, or waits.
        var hours = (long)((latest - begin) / Hour);
        var info = loop.Info;
        var accounted = info.ActionCount + info.OverlapSkipped + info.BufferSize - triggers;
        var isReplaced = policy is ScheduleOverlapPolicy.CancelOther or ScheduleOverlapPolicy.TerminateOther;
        Assert.True(isReplaced ? accounted <= hours : accounted == hours, $"{policy}: {accounted} of {hours} hours are accounted for");
        Assert.Equal(info.RecentActions.Count, info.RecentActions.DistinctBy(action => action.StartWorkflowResult.WorkflowId).Count());
    }

    private static void Step(ScheduleLoop loop, Random random, ref int triggers)
    {
        switch (random.Next(9))
        {
            case 0:
                loop.Restart(random.Next(3) * Hour);
                break;
            case 1:
                loop.Engine.WakeSchedulesWithoutCommit(Hour);
                loop.Restart();
                break;
            case 2 or 3:
                if (loop.Engine.PollWorkflow() is { } task)
                {
                    loop.Engine.Complete(task, Does.CompleteWorkflow());
                }

                break;
            case 4:
                // Its second is its own: two actions of one second are one.
                triggers++;
                loop.Engine.Advance(TimeSpan.FromSeconds(1));
                loop.Trigger(requestId: $"trigger {triggers}");
                loop.Trigger(requestId: $"trigger {triggers}");
                break;
            case 5:
                loop.Engine.SetClock(random.Next(2) == 0 ? -Hour : Hour);
                break;
            case 6:
                // What is due meanwhile is done when the disk takes it, or once more after the process has died.
                loop.Engine.RefuseCommits();
                loop.Engine.Advance(TimeSpan.FromMinutes(random.Next(1, 90)));
                if (random.Next(2) == 0)
                {
                    loop.Engine.AcceptCommits();
                }
                else
                {
                    loop.Restart(refusing: true);
                }

                break;
            default:
                loop.Engine.Advance(TimeSpan.FromMinutes(random.Next(1, 150)));
                break;
        }
    }

    private static void AssertNoneOverlap(ScheduleLoop loop, ScheduleOverlapPolicy policy)
    {
        if (policy != ScheduleOverlapPolicy.AllowAll)
        {
            Assert.True(loop.Info.RunningWorkflows.Count <= 1, $"{policy}: {loop.Info.RunningWorkflows.Count} actions run");
        }
    }
}
