using Mdlc.Engine.Schedules;
using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Enums.V1;

namespace Mdlc.Engine.Tests.Schedules;

public sealed class SchedulerRestartTests : IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly ScheduleLoop _loop = new();

    public void Dispose() => _loop.Dispose();

    [Fact]
    public void Restart_GoesOnWhereItWas()
    {
        _loop.Create(request =>
        {
            request.Memo = new() { Fields = { ["kept"] = Engine.Kernel.PayloadValues.Text("memo") } };
            request.Schedule.Policies.OverlapPolicy = ScheduleOverlapPolicy.BufferAll;
        });
        _loop.Engine.Advance(Hour);
        _loop.Engine.Advance(Hour);
        var before = _loop.Description;

        _loop.Restart();

        Assert.Equal(before, _loop.Description);
        _loop.CompleteAction();
        Assert.Equal(["01:00", "02:00"], _loop.Actions);
    }

    [Fact]
    public void Restart_AfterAWhile_CatchesUpWithinTheWindow()
    {
        _loop.Create(request =>
        {
            request.Schedule.Policies.OverlapPolicy = ScheduleOverlapPolicy.AllowAll;
            request.Schedule.Policies.CatchupWindow = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(2 * Hour);
        });

        _loop.Restart((5 * Hour) + TimeSpan.FromMinutes(30));

        Assert.Equal(["04:00", "05:00"], _loop.Actions);
        Assert.Equal(3, _loop.Info.MissedCatchupWindow);
    }

    /// <summary>
    /// An hour without an engine, over a schedule that acts every five minutes, and whose one action so far has ended or runs on: twelve times
    /// were missed, of which a window of 20 minutes lets the last four through.
    /// </summary>
    [Theory]
    [InlineData(ScheduleOverlapPolicy.AllowAll, 120, false, "00:10 00:15 00:20 00:25 00:30 00:35 00:40 00:45 00:50 00:55 01:00 01:05", 0, 0)]
    [InlineData(ScheduleOverlapPolicy.AllowAll, 20, false, "00:50 00:55 01:00 01:05", 0, 8)]
    [InlineData(ScheduleOverlapPolicy.AllowAll, 20, true, "00:50 00:55 01:00 01:05", 0, 8)]
    [InlineData(ScheduleOverlapPolicy.BufferAll, 120, false, "00:10 00:15 00:20 00:25 00:30 00:35 00:40 00:45 00:50 00:55 01:00 01:05", 0, 0)]
    [InlineData(ScheduleOverlapPolicy.BufferAll, 20, true, "00:50 00:55 01:00 01:05", 0, 8)]
    [InlineData(ScheduleOverlapPolicy.BufferOne, 120, false, "00:10 00:15", 10, 0)]
    [InlineData(ScheduleOverlapPolicy.BufferOne, 20, false, "00:50 00:55", 2, 8)]
    [InlineData(ScheduleOverlapPolicy.BufferOne, 20, true, "00:50", 3, 8)]
    [InlineData(ScheduleOverlapPolicy.Skip, 120, false, "00:10", 11, 0)]
    [InlineData(ScheduleOverlapPolicy.Skip, 20, false, "00:50", 3, 8)]
    [InlineData(ScheduleOverlapPolicy.Skip, 120, true, "", 12, 0)]
    public void HourWithoutAnEngine_IsCaughtUpByWindowAndPolicy(
        ScheduleOverlapPolicy policy, int windowMinutes, bool runsOn, string actions, int skipped, int missed)
    {
        _loop.Create(request =>
        {
            request.Schedule.Spec.Interval[0].Interval = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(5 * Minute);
            request.Schedule.Policies.OverlapPolicy = policy;
            request.Schedule.Policies.CatchupWindow = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(windowMinutes * Minute);
        });
        _loop.Engine.Advance(5 * Minute);
        _loop.Engine.Advance(2 * Minute);
        if (!runsOn)
        {
            _loop.CompleteAction();
        }

        _loop.Restart(Hour);
        CompleteAllActions();

        Assert.Equal(actions.Split(' ', StringSplitOptions.RemoveEmptyEntries).Prepend("00:05"), Started());
        Assert.Equal((skipped, missed), (_loop.Info.OverlapSkipped, _loop.Info.MissedCatchupWindow));
        Assert.Equal(Started().Count, _loop.Info.ActionCount);

        // And it goes on as if nothing had been.
        _loop.Engine.Advance(3 * Minute);
        Assert.Equal("01:10", Started()[^1]);
    }

    [Theory]
    [InlineData(60, "01:00", 0)]
    [InlineData(20, "", 1)]
    public void HourWithoutAnEngine_OverAnHourlySchedule_IsOneActionOrNone(int windowMinutes, string actions, int missed)
    {
        _loop.Create(request => request.Schedule.Policies.CatchupWindow = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(windowMinutes * Minute));
        _loop.Engine.Advance(30 * Minute);

        _loop.Restart(Hour);

        Assert.Equal(actions.Split(' ', StringSplitOptions.RemoveEmptyEntries), Started());
        Assert.Equal((0, missed), (_loop.Info.OverlapSkipped, _loop.Info.MissedCatchupWindow));
        CompleteAllActions();
        _loop.Engine.Advance(30 * Minute);
        Assert.Equal("02:00", Started()[^1]);
    }

    [Fact]
    public void Restart_AfterTheRunningActionEnded_HearsOfIt()
    {
        _loop.Create(ScheduleLoop.WithPolicy(ScheduleOverlapPolicy.BufferOne));
        _loop.Engine.Advance(Hour);
        _loop.Engine.Advance(Hour);

        // The action's end is committed, and the process dies before the schedule has taken note of it.
        var task = _loop.Engine.PollWorkflow()!;
        _loop.Engine.CompleteWithoutPump(task);
        _loop.Restart();

        Assert.Equal(["01:00", "02:00"], _loop.Actions);
        Assert.Equal(WorkflowExecutionStatus.Completed, _loop.Info.RecentActions[0].StartWorkflowStatus);
    }

    [Fact]
    public void Kill_BeforeTheStartIsCommitted_StartsItOnceAfterwards()
    {
        _loop.Create();

        // The wake-up starts the action and records it in one commit, which never reaches the disk.
        _loop.Engine.WakeSchedulesWithoutCommit(Hour);
        _loop.Restart();

        Assert.Equal(["01:00"], _loop.Actions);
        Assert.Equal(1, _loop.Info.ActionCount);
    }

    [Fact]
    public void Kill_AfterTheStartIsCommitted_DoesNotStartItAgain()
    {
        _loop.Create();
        _loop.Engine.Advance(Hour);
        var runId = _loop.Info.RecentActions[0].StartWorkflowResult.RunId;

        _loop.Restart();

        Assert.Equal(1, _loop.Info.ActionCount);
        Assert.Equal(runId, Assert.Single(_loop.Info.RunningWorkflows).RunId);
    }

    [Fact]
    public void ClockSetForward_StartsWhatCameBetween()
    {
        _loop.Create(ScheduleLoop.WithPolicy(ScheduleOverlapPolicy.AllowAll));
        _loop.Engine.Advance(Hour);

        _loop.Engine.Advance(3 * Hour);

        Assert.Equal(["01:00", "02:00", "03:00", "04:00"], _loop.Actions);
    }

    [Fact]
    public void ClockSetBack_StartsNothingTwice()
    {
        _loop.Create(ScheduleLoop.WithPolicy(ScheduleOverlapPolicy.AllowAll));
        _loop.Engine.Advance(2 * Hour);

        _loop.Restart(-Hour);
        Assert.Equal(["01:00", "02:00"], _loop.Actions);
        _loop.Engine.Advance(Hour);
        Assert.Equal(["01:00", "02:00"], _loop.Actions);
        _loop.Engine.Advance(Hour);

        Assert.Equal(["01:00", "02:00", "03:00"], _loop.Actions);
    }

    [Fact]
    public void StoredForm_KeepsItsNames()
    {
        var stored = new StoredSchedule
        {
            Namespace = "n",
            ScheduleId = "s",
            RequestId = "r",
            Schedule = new() { State = new() { Notes = "note" } },
            Info = new() { ActionCount = 3 },
            DecidedUntil = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc),
            Buffer = { new(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(2026, 1, 1, 0, 0, 1, DateTimeKind.Utc), ScheduleOverlapPolicy.BufferAll, true) },
        };

        // What is on disk is read by later versions: add to it, and change nothing here.
        const string OnDisk = """{"Namespace":"n","ScheduleId":"s","RequestId":"r","Schedule":"IgYKBG5vdGU=","Info":"CAM=","Memo":null,"SearchAttributes":null,"ConflictToken":1,"DecidedUntil":"2026-01-01T00:00:00Z","Buffer":[{"Nominal":"2026-01-01T00:00:00Z","Actual":"2026-01-01T00:00:01Z","Policy":3,"Manual":true}],"Backfills":[],"LastCompletionResult":null,"ContinuedFailure":null,"RequestIds":[]}""";
        Assert.Equal(OnDisk, System.Text.Encoding.UTF8.GetString(stored.ToBytes()));
        Assert.Equal(stored.ToBytes(), StoredSchedule.Read(stored.ToBytes()).ToBytes());
    }

    private void CompleteAllActions()
    {
        while (_loop.Engine.PollWorkflow() is { } task)
        {
            _loop.Engine.Complete(task, Does.CompleteWorkflow());
        }
    }

    /// <summary>The hours and minutes that all actions were started for, in order.</summary>
    private List<string> Started() =>
    [
        .. _loop.Engine.Visibility.List("default", "", 100, Google.Protobuf.ByteString.Empty).Records.Select(run => run.WorkflowId[^9..^4]).Order(StringComparer.Ordinal),
    ];
}
