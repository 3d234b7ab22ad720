using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Verdicts;
using Mdlc.Workflows.Alarms;
using Mdlc.Workflows.Lifecycle;
using Mdlc.Workflows.Policies;
using Mdlc.Workflows.Runs;
using Policy = Mdlc.Workflows.Lifecycle.Triggering;

namespace Mdlc.Unit.Tests.Workflows;

public sealed class AlarmingTests
{
    private static readonly DateTimeOffset June = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly ModelSpec Spec = new()
    {
        Project = "p",
        Model = "m",
        Task = ModelTask.Regression,
        Label = "y",
        Source = new() { Path = "/data/in.csv" },
        Triggers = new() { Drift = new() { Cooldown = TimeSpan.FromHours(24) } },
    };

    private static readonly LifecycleState Living = new() { Project = "p", Model = "m", Spec = Spec, Champion = 3 };

    [Fact]
    public void Raise_ADrift_BeginsARunThatNamesIt()
    {
        var raised = Alarming.Raise(Living, Drift("a", 0));

        Assert.True(Policy.Look(raised, June).Begins);
        var run = Policy.Gather(raised, June);
        Assert.Equal((RunTrigger.Alarm, "a", "drift: 3 columns drifted"), (run.Trigger, run.RequestId, Assert.Single(run.Causes).What));
    }

    [Fact]
    public void Raise_WithoutADriftTrigger_FiresAndSetsOffNothing()
    {
        var raised = Alarming.Raise(Living with { Spec = Spec with { Triggers = new() } }, Drift("a", 0));

        Assert.Single(raised.Alarms);
        Assert.Equal(TriggerOutlook.Nothing, Policy.Look(raised, June.AddYears(1)));
    }

    [Fact]
    public void Raise_TheSameIdTwice_ChangesNothing()
    {
        var once = Alarming.Raise(Living, Drift("a", 0));

        Assert.Same(once, Alarming.Raise(once, Drift("a", 1)));
    }

    [Fact]
    public void Raise_WithinTheCooldown_WaitsUntilItIsOver_AndIsOnRecord()
    {
        var begun = Ended(Policy.Take(Alarming.Raise(Living, Drift("a", 0)), June), June.AddHours(1));
        var again = Alarming.Raise(Alarming.Raise(begun, Drift("b", 2)), Drift("c", 3));

        Assert.Equal(new TriggerOutlook(false, June.AddHours(24), RuleName.DriftCooldown), Policy.Look(again, June.AddHours(3)));
        var run = Policy.Gather(again, June.AddHours(24));
        Assert.Equal(2, Assert.Single(run.Causes).Count);
        Assert.Equal(new RunWait(RuleName.DriftCooldown, June.AddHours(2), June.AddHours(24)), Assert.Single(run.Waits));
        Assert.Equal(
            new HeldTrigger(RunTrigger.Alarm, "drift: 3 columns drifted", RuleName.DriftCooldown, June.AddHours(2), June.AddHours(24)) { Run = 9 },
            Assert.Single(Policy.Record(again, run, new("p", "m", 9)).Held));
    }

    [Fact]
    public void Clear_OfAnAlarmThatWaits_DropsIt_AndPutsItOnRecord()
    {
        var waiting = Alarming.Raise(Living with { InFlight = new("p", "m", 1) }, Drift("a", 0));

        var cleared = Alarming.Clear(waiting, new("b", AlarmKind.Drift, 3, "stable"), June.AddHours(1));

        Assert.Empty(cleared.Alarms);
        Assert.Equal((RuleName.AlarmCleared, June.AddHours(1), null), (Assert.Single(cleared.Held).Rule, cleared.Held[0].From, cleared.Held[0].Until));
    }

    [Fact]
    public void Clear_OfAnotherKindOrVersion_LeavesTheAlarm()
    {
        var waiting = Alarming.Raise(Living, Drift("a", 0));

        Assert.Single(Alarming.Clear(waiting, new("b", AlarmKind.Quality, 3, "ok"), June).Alarms);
        Assert.Single(Alarming.Clear(waiting, new("b", AlarmKind.Drift, 2, "stable"), June).Alarms);
    }

    [Fact]
    public void Finish_WithANewChampion_DropsTheAlarmsOfTheOneBefore()
    {
        var waiting = Alarming.Raise(Living with { InFlight = new("p", "m", 1) }, Drift("a", 0));

        var promoted = Policy.Finish(waiting, new RunFinished(new("p", "m", 1), RunState.Succeeded, Verdict.Pass, 4, 4), June.AddHours(1));

        Assert.Empty(promoted.Alarms);
        Assert.Equal(RuleName.ChampionMoved, Assert.Single(promoted.Held).Rule);
        Assert.Equal(RuleName.ChampionMoved, Alarming.Raise(promoted, Drift("late", 2)).Held[^1].Rule);
        Assert.Empty(Alarming.Raise(promoted, Drift("late", 2)).Alarms);
    }

    private static Alarm Drift(string id, int hours) => new(id, AlarmKind.Drift, 3, "3 columns drifted", null) { At = June.AddHours(hours) };

    private static LifecycleState Ended(LifecycleState state, DateTimeOffset at) =>
        Policy.Finish(LifecyclePolicy.Begin(state, new("p", "m", 1)), new RunFinished(new("p", "m", 1), RunState.Succeeded, Verdict.Fail, 4, 3), at);
}
