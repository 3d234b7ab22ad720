using Mdlc.Engine.Schedules;
using Temporalio.Api.Enums.V1;

namespace Mdlc.Engine.Tests.Schedules;

public sealed class SchedulerRestartTests : IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly ScheduleLoop _loop = new();

    public void Dispose() => _loop.Dispose();

    [Fact]
    public void Restart_GoesOnWhereItWas()
    {
        _loop.Create(request =>
        {
            request.Memo = new() { Fields = { ["kept"] = Engine.Histories.PayloadValues.Text("memo") } };
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
}
