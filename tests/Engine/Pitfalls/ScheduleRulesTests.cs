using Google.Protobuf.WellKnownTypes;
using Mdlc.Engine.Tests.Schedules;
using Temporalio.Api.Enums.V1;

namespace Mdlc.Engine.Tests.Pitfalls;

/// <summary>Schedules: what a spec becomes and when it is due, the ids and attributes of actions, and what is counted.</summary>
public sealed class ScheduleRulesTests : IDisposable
{
    private readonly ScheduleLoop _loop = new();

    public void Dispose() => _loop.Dispose();

    [Fact]
    public void CronString_IsDescribedAsRanges()
    {
        _loop.Create(r => r.Schedule.Spec = new() { CronString = { "CRON_TZ=Europe/Berlin 0 12 * * MON # noon" } });

        var spec = _loop.Description.Schedule.Spec;
        Assert.Empty(spec.CronString);
        Assert.Equal("Europe/Berlin", spec.TimezoneName);
        Assert.Equal(
            """{ "second": [ { "step": 1 } ], "minute": [ { "step": 1 } ], "hour": [ { "start": 12, "end": 12, "step": 1 } ], "dayOfMonth": [ { "start": 1, "end": 31, "step": 1 } ], "month": [ { "start": 1, "end": 12, "step": 1 } ], "dayOfWeek": [ { "start": 1, "end": 1, "step": 1 } ], "comment": "noon" }""",
            Assert.Single(spec.StructuredCalendar).ToString());
    }

    [Fact]
    public void DayOfMonthAndDayOfWeek_MustBothMatch()
    {
        _loop.Create(r => r.Schedule.Spec = new() { CronString = { "0 0 13 * FRI" } });

        Assert.Equal(new DateTime(2026, 2, 13, 0, 0, 0, DateTimeKind.Utc), _loop.Info.FutureActionTimes[0].ToDateTime());
    }

    [Fact]
    public void Interval_CountsFromTheEpoch()
    {
        _loop.Create(r => r.Schedule.Spec.Interval[0] = new() { Interval = Seconds(11 * 60), Phase = Seconds(60) });

        // 1 767 225 600 seconds since the epoch are 360 more than a multiple of 660; a phase of 60 leaves 360 to the next time.
        Assert.Equal(new DateTime(2026, 1, 1, 0, 6, 0, DateTimeKind.Utc), _loop.Info.FutureActionTimes[0].ToDateTime());
    }

    [Fact]
    public void WorkflowId_TellsTheNominalTimeAlsoWithJitter()
    {
        _loop.Create(r => r.Schedule.Spec.Jitter = Seconds(1800));
        _loop.Engine.Advance(TimeSpan.FromMinutes(90));

        var action = Assert.Single(_loop.Info.RecentActions);
        Assert.Equal("action-2026-01-01T01:00:00Z", action.StartWorkflowResult.WorkflowId);
        Assert.NotEqual(new DateTime(2026, 1, 1, 1, 0, 0, DateTimeKind.Utc), action.ScheduleTime.ToDateTime());
    }

    [Fact]
    public void CatchUpWindow_IsAtLeastTenSecondsAndAYearByDefault()
    {
        _loop.Create(r => r.Schedule.Policies.CatchupWindow = Seconds(1));
        Assert.Equal(Seconds(10), _loop.Description.Schedule.Policies.CatchupWindow);

        _loop.Update(_ => { });
        Assert.Equal(Seconds(365 * 24 * 3600), _loop.Description.Schedule.Policies.CatchupWindow);
    }

    [Fact]
    public void BackfillStart_IsInclusiveAndIgnoresPauseAndLimit()
    {
        _loop.Create(r => r.Schedule.State = new() { Paused = true, LimitedActions = true, RemainingActions = 0 });
        _loop.Backfill(_loop.Now, _loop.Now, ScheduleOverlapPolicy.AllowAll);

        Assert.Equal(["00:00"], _loop.Actions);
        Assert.Equal(0, _loop.Description.Schedule.State.RemainingActions);
    }

    [Fact]
    public void PauseOnFailure_DoesNotCountTerminations()
    {
        _loop.Create(r => r.Schedule.Policies.PauseOnFailure = true);
        _loop.Engine.Advance(TimeSpan.FromHours(1));
        _loop.Engine.Engine.Signals.Terminate(new() { Namespace = "default", WorkflowExecution = new() { WorkflowId = "action-2026-01-01T01:00:00Z" } });
        _loop.Engine.Pump();

        Assert.False(_loop.Description.Schedule.State.Paused);
        Assert.Equal(WorkflowExecutionStatus.Terminated, _loop.Info.RecentActions[0].StartWorkflowStatus);
    }

    [Fact]
    public void Describe_HasTenActionsAndAList_Five()
    {
        _loop.Create(ScheduleLoop.WithPolicy(ScheduleOverlapPolicy.AllowAll));
        _loop.Engine.Advance(TimeSpan.FromHours(12));

        var listed = Assert.Single(_loop.Engine.Scheduler.List(new() { Namespace = "default" }).Schedules).Info;
        Assert.Equal((12, 10, 10), (_loop.Info.ActionCount, _loop.Info.RecentActions.Count, _loop.Info.FutureActionTimes.Count));
        Assert.Equal((5, 5), (listed.RecentActions.Count, listed.FutureActionTimes.Count));
    }

    private static Duration Seconds(long seconds) => new() { Seconds = seconds };
}
