using Mdlc.Engine.Kernel;
using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Tests.Schedules;

public sealed class SchedulerTests : IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly ScheduleLoop _loop = new();

    public void Dispose() => _loop.Dispose();

    [Fact]
    public void Interval_StartsAnActionEachTime()
    {
        _loop.Create(ScheduleLoop.WithPolicy(ScheduleOverlapPolicy.AllowAll));

        _loop.Engine.Advance(Hour);
        _loop.Engine.Advance(Hour);

        Assert.Equal(["01:00", "02:00"], _loop.Actions);
        Assert.Equal(_loop.Now + Hour, _loop.Info.FutureActionTimes[0].ToDateTime());
        Assert.Equal(10, _loop.Info.FutureActionTimes.Count);
    }

    [Fact]
    public void WakeUp_IsToldToWhoeverDrivesTheTime()
    {
        _loop.Create();

        Assert.Equal(_loop.Now + Hour, _loop.Engine.Scheduler.WakeUps.NextDue);
    }

    [Fact]
    public void Action_CarriesItsTimeAndItsSchedule()
    {
        _loop.Create();
        _loop.Engine.Advance(Hour);

        var started = _loop.Engine.History("action-2026-01-01T01:00:00Z")[0].WorkflowExecutionStartedEventAttributes;
        Assert.Equal("temporal-scheduler-default-schedule", started.Identity);
        Assert.Equal("\"2026-01-01T01:00:00Z\"", started.SearchAttributes.IndexedFields["TemporalScheduledStartTime"].Data.ToStringUtf8());
        Assert.Equal("\"schedule\"", started.SearchAttributes.IndexedFields["TemporalScheduledById"].Data.ToStringUtf8());
    }

    [Fact]
    public void Trigger_IsVisibleAtOnce()
    {
        _loop.Create();
        _loop.Trigger();

        Assert.Equal(1, _loop.Info.ActionCount);
        Assert.Single(_loop.Info.RunningWorkflows);
    }

    [Fact]
    public void Trigger_ByTheSameRequest_HappensOnce()
    {
        _loop.Create(ScheduleLoop.WithPolicy(ScheduleOverlapPolicy.AllowAll));
        _loop.Trigger(requestId: "one");
        _loop.Engine.Advance(TimeSpan.FromSeconds(2));
        _loop.Trigger(requestId: "one");
        _loop.Restart();
        _loop.Trigger(requestId: "one");

        Assert.Equal(1, _loop.Info.ActionCount);
    }

    [Fact]
    public void Skip_WhileOneRuns_CountsTheSkipped()
    {
        _loop.Create();
        _loop.Engine.Advance(Hour);
        _loop.Engine.Advance(Hour);
        _loop.CompleteAction();
        _loop.Engine.Advance(Hour);

        Assert.Equal(["01:00", "03:00"], _loop.Actions);
        Assert.Equal(1, _loop.Info.OverlapSkipped);
    }

    [Fact]
    public void BufferOne_StartsTheFirstOfThoseThatWait()
    {
        _loop.Create(ScheduleLoop.WithPolicy(ScheduleOverlapPolicy.BufferOne));
        Advance(3);
        Assert.Equal((1, 1), (_loop.Info.BufferSize, _loop.Info.OverlapSkipped));

        _loop.CompleteAction();

        Assert.Equal(["01:00", "02:00"], _loop.Actions);
        Assert.Equal(0, _loop.Info.BufferSize);
    }

    [Fact]
    public void BufferAll_StartsOneAfterTheOther()
    {
        _loop.Create(ScheduleLoop.WithPolicy(ScheduleOverlapPolicy.BufferAll));
        Advance(3);
        Assert.Equal(2, _loop.Info.BufferSize);

        _loop.CompleteAction();
        _loop.CompleteAction();

        Assert.Equal(["01:00", "02:00", "03:00"], _loop.Actions);
    }

    [Fact]
    public void CancelOther_WaitsUntilItHasEnded()
    {
        _loop.Create(ScheduleLoop.WithPolicy(ScheduleOverlapPolicy.CancelOther));
        Advance(2);
        Assert.Contains(EventType.WorkflowExecutionCancelRequested, _loop.Engine.Types("action-2026-01-01T01:00:00Z"));
        Assert.Equal(["01:00"], _loop.Actions);

        _loop.CompleteAction();

        Assert.Equal(["01:00", "02:00"], _loop.Actions);
    }

    [Fact]
    public void TerminateOther_StartsAtOnce()
    {
        _loop.Create(ScheduleLoop.WithPolicy(ScheduleOverlapPolicy.TerminateOther));
        Advance(2);

        Assert.Equal(["01:00", "02:00"], _loop.Actions);
        Assert.Equal(
            [WorkflowExecutionStatus.Terminated, WorkflowExecutionStatus.Running], _loop.Info.RecentActions.Select(action => action.StartWorkflowStatus));
    }

    [Fact]
    public void AllowAll_DoesNotTrackButTellsHowActionsEnded()
    {
        _loop.Create(ScheduleLoop.WithPolicy(ScheduleOverlapPolicy.AllowAll));
        Advance(2);
        Assert.Empty(_loop.Info.RunningWorkflows);

        _loop.CompleteAction();

        Assert.Equal(WorkflowExecutionStatus.Completed, _loop.Info.RecentActions[0].StartWorkflowStatus);
    }

    [Fact]
    public void Paused_TakesNothingAndMissesNothing()
    {
        _loop.Create();
        _loop.Patch(patch => patch.Pause = "a rest");
        _loop.Engine.Advance(5 * Hour);
        _loop.Patch(patch => patch.Unpause = "on again");
        _loop.Engine.Advance(Hour);

        Assert.Equal(["06:00"], _loop.Actions);
        Assert.Equal(0, _loop.Info.MissedCatchupWindow);
    }

    [Fact]
    public void Paused_FutureTimesLieAhead()
    {
        _loop.Create();
        _loop.Patch(patch => patch.Pause = "a rest");
        _loop.Engine.Advance(5 * Hour);

        Assert.Equal(_loop.Now + Hour, _loop.Info.FutureActionTimes[0].ToDateTime());
    }

    [Fact]
    public void LimitedActions_CountOnlyWhatWasStarted()
    {
        _loop.Create(request => request.Schedule.State = new() { LimitedActions = true, RemainingActions = 2 });
        Advance(2);
        Assert.Equal(1, _loop.Description.Schedule.State.RemainingActions);

        _loop.Trigger();
        _loop.CompleteAction();
        Advance(3);

        Assert.Equal(["01:00", "03:00"], _loop.Actions);
        Assert.Equal(0, _loop.Description.Schedule.State.RemainingActions);
        Assert.Empty(_loop.Info.FutureActionTimes);
    }

    [Fact]
    public void Backfill_OfAllowAll_StartsEachTimeAndIgnoresThePause()
    {
        _loop.Create(request => request.Schedule.State.Paused = true);
        _loop.Backfill(_loop.Now - (3 * Hour), _loop.Now, ScheduleOverlapPolicy.AllowAll);

        Assert.Equal(["21:00", "22:00", "23:00", "00:00"], _loop.Actions);
    }

    [Fact]
    public void Backfill_LargerThanTheBuffer_GoesOnAsActionsEnd()
    {
        _loop.Create(request => request.Schedule.State.Paused = true);
        _loop.Backfill(_loop.Now - (1200 * Hour), _loop.Now, ScheduleOverlapPolicy.BufferAll);
        Assert.Equal(500, _loop.Info.BufferSize);

        for (var i = 0; i < 1200; i++)
        {
            _loop.CompleteAction();
        }

        Assert.Equal((1201, 0, 0), (_loop.Info.ActionCount, _loop.Info.BufferSize, _loop.Info.BufferDropped));
    }

    [Fact]
    public void Failure_PausesWhenAskedTo()
    {
        _loop.Create(request =>
        {
            request.Schedule.Policies.PauseOnFailure = true;
            request.Schedule.Action.StartWorkflow.WorkflowRunTimeout = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromMinutes(1));
        });
        _loop.Engine.Advance(Hour);
        _loop.Engine.Advance(TimeSpan.FromMinutes(1));

        Assert.True(_loop.Description.Schedule.State.Paused);
        Assert.Equal("paused due to workflow timeout: action-2026-01-01T01:00:00Z", _loop.Description.Schedule.State.Notes);
    }

    [Fact]
    public void Result_OfOneActionIsToldToTheNext()
    {
        _loop.Create();
        _loop.Engine.Advance(Hour);
        var complete = Does.CompleteWorkflow();
        complete.CompleteWorkflowExecutionCommandAttributes.Result = Engine.Kernel.PayloadValues.TextPayloads("a result");
        _loop.Engine.Complete(_loop.Engine.PollWorkflow()!, complete);
        _loop.Engine.Advance(Hour);

        var next = _loop.Engine.History("action-2026-01-01T02:00:00Z")[0].WorkflowExecutionStartedEventAttributes;
        Assert.Equal("\"a result\"", next.LastCompletionResult.Payloads_[0].Data.ToStringUtf8());
    }

    [Fact]
    public void Update_TakesPlaceFromNowOn()
    {
        _loop.Create(ScheduleLoop.WithPolicy(ScheduleOverlapPolicy.AllowAll));
        _loop.Engine.Advance(TimeSpan.FromMinutes(90));
        _loop.Update(request =>
        {
            request.Schedule.Policies.OverlapPolicy = ScheduleOverlapPolicy.AllowAll;
            request.Schedule.Spec = new() { CronString = { "*/20 * * * *" } };
        });
        _loop.Engine.Advance(TimeSpan.FromMinutes(30));

        Assert.Equal(["01:00", "01:40", "02:00"], _loop.Actions);
    }

    [Fact]
    public void Update_WithAnOldToken_IsRefused()
    {
        _loop.Create();
        var token = _loop.Description.ConflictToken;
        _loop.Patch(patch => patch.Pause = "meanwhile");

        var refused = Assert.Throws<ServiceException>(() => _loop.Update(request => request.ConflictToken = token));

        Assert.Equal((Grpc.Core.StatusCode.FailedPrecondition, "mismatched conflict token"), (refused.Code, refused.Message));
        Assert.True(_loop.Description.Schedule.State.Paused);
    }

    [Fact]
    public void Memo_IsReplacedByAnUpdate()
    {
        _loop.Create(request => request.Memo = new() { Fields = { ["old"] = Engine.Kernel.PayloadValues.Text("x") } });
        _loop.Update(request => request.Memo = new() { Fields = { ["new"] = Engine.Kernel.PayloadValues.Text("y") } });

        Assert.Equal(["new"], _loop.Description.Memo.Fields.Keys);
    }

    [Fact]
    public void WorkflowIdInUse_DropsTheAction()
    {
        _loop.Create(ScheduleLoop.WithPolicy(ScheduleOverlapPolicy.AllowAll));
        _loop.Engine.Start("action-2026-01-01T01:00:00Z");
        Advance(2);

        Assert.Equal(["02:00"], _loop.Actions);
    }

    [Fact]
    public void NothingMoreToDo_IsForgottenAfterAWeek()
    {
        _loop.Create(request => request.Schedule.State = new() { LimitedActions = true, RemainingActions = 1 });
        _loop.Engine.Advance(Hour);
        _loop.CompleteAction();

        _loop.Engine.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        Assert.Equal(1, _loop.Info.ActionCount);
        _loop.Engine.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(Grpc.Core.StatusCode.NotFound, Assert.Throws<ServiceException>(() => _loop.Info).Code);
    }

    [Fact]
    public void Deleted_IsNotListedAndMayBeCreatedAnew()
    {
        _loop.Create();
        _loop.Engine.Scheduler.Delete("default", ScheduleLoop.Id);
        _loop.Engine.Pump();
        Assert.Empty(_loop.Engine.Scheduler.List(new() { Namespace = "default" }).Schedules);

        _loop.Create(request => request.RequestId = "again");
        _loop.Restart();

        Assert.Equal(ScheduleLoop.Id, Assert.Single(_loop.Engine.Scheduler.List(new() { Namespace = "default" }).Schedules).ScheduleId);
    }

    [Fact]
    public void List_PagesThroughAll()
    {
        foreach (var i in Enumerable.Range(0, 5))
        {
            _loop.Create(request => (request.ScheduleId, request.RequestId) = ($"s{i}", $"r{i}"));
        }

        var request = new ListSchedulesRequest { Namespace = "default", MaximumPageSize = 2 };
        var found = new List<string>();
        do
        {
            var page = _loop.Engine.Scheduler.List(request);
            found.AddRange(page.Schedules.Select(entry => entry.ScheduleId));
            request.NextPageToken = page.NextPageToken;
        }
        while (!request.NextPageToken.IsEmpty);

        Assert.Equal(["s0", "s1", "s2", "s3", "s4"], found.Order());
        Assert.Equal(1, _loop.Engine.Scheduler.Count(new() { Namespace = "default", Query = "ScheduleId = 's3'" }).Count);
    }

    public static TheoryData<Action<CreateScheduleRequest>> TimesThatNoClockShows => new(
        r => r.Schedule.Spec.StartTime = new() { Seconds = long.MaxValue },
        r => r.Schedule.Spec.EndTime = new() { Nanos = -1 },
        r => r.Schedule.Spec.Jitter = new() { Seconds = 1, Nanos = -1 },
        r => r.Schedule.Spec.Interval[0].Interval = new() { Seconds = long.MaxValue },
        r => r.Schedule.Spec.Interval[0].Phase = new() { Nanos = int.MaxValue },
        r => r.Schedule.Policies.CatchupWindow = new() { Seconds = long.MinValue },
        r => r.InitialPatch = new() { TriggerImmediately = new() { ScheduledTime = new() { Seconds = long.MinValue } } },
        r => r.InitialPatch = new() { BackfillRequest = { new Temporalio.Api.Schedule.V1.BackfillRequest { EndTime = new() { Seconds = long.MaxValue } } } });

    [Theory]
    [MemberData(nameof(TimesThatNoClockShows))]
    public void Times_ThatNoClockShows_AreInvalid(Action<CreateScheduleRequest> configure) =>
        Assert.Equal(Grpc.Core.StatusCode.InvalidArgument, Assert.Throws<ServiceException>(() => _loop.Create(configure)).Code);

    private void Advance(int hours)
    {
        for (var i = 0; i < hours; i++)
        {
            _loop.Engine.Advance(Hour);
        }
    }
}
