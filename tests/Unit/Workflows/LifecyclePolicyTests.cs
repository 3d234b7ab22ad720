using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Verdicts;
using Mdlc.Workflows.Lifecycle;
using Mdlc.Workflows.Runs;

namespace Mdlc.Unit.Tests.Workflows;

public sealed class LifecyclePolicyTests
{
    private static readonly ModelSpec Spec = new()
    {
        Model = "m",
        Task = ModelTask.Regression,
        Label = "y",
        Source = new() { Path = "/data/in.csv" },
    };

    private static readonly LifecycleState Empty = new() { Project = "p", Model = "m" };

    [Fact]
    public void Request_TwoOfThem_AreStartedInOrder()
    {
        var state = LifecyclePolicy.Request(LifecyclePolicy.Request(Empty, Request(1)), Request(2));

        Assert.Equal([1, 2], state.Queue.Select(q => q.Run.Number));
        Assert.Equal(NextRun.Requested, LifecyclePolicy.Next(state));
    }

    [Fact]
    public void Request_OfARunKnownAlready_ChangesNothing()
    {
        var queued = LifecyclePolicy.Request(Empty, Request(1));
        var inFlight = queued with { Queue = [], InFlight = Run(1) };
        var ended = LifecyclePolicy.Finish(inFlight, Finished(1));

        Assert.Same(queued, LifecyclePolicy.Request(queued, Request(1)));
        Assert.Same(inFlight, LifecyclePolicy.Request(inFlight, Request(1)));
        Assert.Same(ended, LifecyclePolicy.Request(ended, Request(1)));
    }

    [Fact]
    public void Request_OfARunThatTheScheduleSetOff_LeavesTheSpecThatWasAskedForLast()
    {
        var asked = LifecyclePolicy.Request(Empty, Request(1));
        var scheduled = Request(2) with { Trigger = RunTrigger.Schedule, Spec = Spec with { Label = "other" } };

        Assert.Equal("y", LifecyclePolicy.Request(asked, scheduled).Spec?.Label);
        Assert.Equal("other", LifecyclePolicy.Request(Empty, scheduled).Spec?.Label);
    }

    [Fact]
    public void Begin_OfARunThatWasAskedForMeanwhile_TakesItOutOfTheQueue()
    {
        var state = LifecyclePolicy.Begin(LifecyclePolicy.Request(LifecyclePolicy.Request(Empty, Request(1)), Request(2)), Run(1));

        Assert.Equal(Run(1), state.InFlight);
        Assert.Equal([2], state.Queue.Select(q => q.Run.Number));
    }

    [Fact]
    public void Withdraw_OfAQueuedRun_TakesItOut()
    {
        var state = LifecyclePolicy.Withdraw(LifecyclePolicy.Request(Empty, Request(1)), Run(1));

        Assert.Empty(state.Queue);
        Assert.Equal(NextRun.None, LifecyclePolicy.Next(state));
    }

    [Fact]
    public void Withdraw_BeforeALateRequestOfTheSameRun_IsRemembered()
    {
        var unknown = LifecyclePolicy.Withdraw(Empty, Run(1));
        var queued = LifecyclePolicy.Withdraw(LifecyclePolicy.Request(Empty, Request(1)), Run(1));

        Assert.Same(unknown, LifecyclePolicy.Request(unknown, Request(1)));
        Assert.Same(queued, LifecyclePolicy.Request(queued, Request(1)));
        Assert.Equal([RunState.Aborted], unknown.History.Select(h => h.State));
    }

    [Fact]
    public void Withdraw_OfARunThatHasBegunOrIsOver_ChangesNothing()
    {
        var inFlight = LifecyclePolicy.Begin(Empty, Run(1));
        var ended = LifecyclePolicy.Finish(inFlight, Finished(1));

        Assert.Same(inFlight, LifecyclePolicy.Withdraw(inFlight, Run(1)));
        Assert.Same(ended, LifecyclePolicy.Withdraw(ended, Run(1)));
        Assert.Empty(inFlight.History);
    }

    [Fact]
    public void Next_WhileARunIsInFlight_IsNone()
    {
        var state = LifecyclePolicy.Request(Empty with { InFlight = Run(1) }, Request(2));

        Assert.Equal(NextRun.None, LifecyclePolicy.Next(state));
    }

    [Fact]
    public void ComeDue_SeveralTimesWhileARunIsInFlight_IsOneRunOfTheNewest()
    {
        var busy = LifecyclePolicy.ComeDue(LifecyclePolicy.ComeDue(Empty with { InFlight = Run(1) }, Due("03:00")), Due("04:00"));

        Assert.Equal(NextRun.None, LifecyclePolicy.Next(busy));
        var free = LifecyclePolicy.Finish(busy, Finished(1));
        Assert.Equal(NextRun.Due, LifecyclePolicy.Next(free));
        Assert.Equal("04:00", free.Due?.Id);
    }

    [Fact]
    public void ComeDue_OfATimeSeenBefore_ChangesNothing()
    {
        var done = LifecyclePolicy.ComeDue(Empty, Due("03:00")) with { Due = null };

        Assert.Same(done, LifecyclePolicy.ComeDue(done, Due("03:00")));
    }

    [Fact]
    public void ComeDue_WithASpecOfItsOwn_LeavesTheOneThatWasAskedForLast()
    {
        var asked = LifecyclePolicy.Request(Empty, Request(1));
        var pinned = Due("03:00") with { Spec = Spec with { Label = "other" } };

        Assert.Equal("y", LifecyclePolicy.ComeDue(asked, pinned).Spec?.Label);
        Assert.Equal("other", LifecyclePolicy.ComeDue(Empty, pinned).Spec?.Label);
    }

    [Fact]
    public void Next_WithAllWaiting_TakesThePersonThenTheScheduleThenTheData()
    {
        var state = LifecyclePolicy.ComeDue(LifecyclePolicy.Arrive(LifecyclePolicy.Request(Empty, Request(1)), Arrival("a", "/data/new.csv")), Due("03:00"));

        Assert.Equal(NextRun.Requested, LifecyclePolicy.Next(state));
        Assert.Equal(NextRun.Due, LifecyclePolicy.Next(state with { Queue = [] }));
        Assert.Equal(NextRun.Arrived, LifecyclePolicy.Next(state with { Queue = [], Due = null }));
    }

    [Fact]
    public void Arrive_SameIdTwice_IsNotedOnce()
    {
        var once = LifecyclePolicy.Arrive(Empty with { Spec = Spec }, Arrival("a", "/data/new.csv"));

        Assert.Same(once, LifecyclePolicy.Arrive(once, Arrival("a", "/data/other.csv")));
        Assert.Single(once.Arrivals);
    }

    [Fact]
    public void Arrive_OfPairsThatReadAlike_AreTwo()
    {
        var first = LifecyclePolicy.Arrive(Empty, new DataArrival("a|b", "c", "/data/1.csv"));
        var second = LifecyclePolicy.Arrive(first, new DataArrival("a", "b|c", "/data/2.csv"));

        Assert.Equal(2, second.Arrivals.Count);
        Assert.Same(second, LifecyclePolicy.Arrive(second, new DataArrival("a|b", "c", "/data/1.csv")));
    }

    [Fact]
    public void Arrive_ALongIdTwice_IsRememberedByAShortKey()
    {
        var arrival = Arrival(new string('i', 500), "/data/new.csv");
        var once = LifecyclePolicy.Arrive(Empty, arrival);

        Assert.Same(once, LifecyclePolicy.Arrive(once, arrival));
        Assert.Equal(64, Assert.Single(once.Seen).Length);
    }

    [Fact]
    public void Arrive_MoreThanAreCarried_KeepsTheNewest()
    {
        var state = Empty;
        for (var i = 0; i <= LifecyclePolicy.MaxArrivals; i++)
        {
            state = LifecyclePolicy.Arrive(state, Arrival($"{i}", $"/data/{i}.csv"));
        }

        Assert.Equal(LifecyclePolicy.MaxArrivals, state.Arrivals.Count);
        Assert.Equal($"/data/{LifecyclePolicy.MaxArrivals}.csv", state.Arrivals[^1].File);
    }

    [Fact]
    public void Arrive_OfAFileTheSpecDoesNotAllow_IsRefusedWithASentence()
    {
        var state = LifecyclePolicy.Arrive(Empty with { Spec = Spec }, Arrival("a", "/etc/passwd"));

        Assert.Empty(state.Arrivals);
        Assert.Contains("/data/*.csv", Assert.Single(state.Refused), StringComparison.Ordinal);
    }

    [Fact]
    public void Arrive_BeforeAnySpecIsKnown_WaitsAndIsHeldAgainstTheFirstSpec()
    {
        var waiting = LifecyclePolicy.Arrive(LifecyclePolicy.Arrive(Empty, Arrival("a", "/data/new.csv")), Arrival("b", "/etc/passwd"));
        Assert.Equal(NextRun.None, LifecyclePolicy.Next(waiting));

        var known = LifecyclePolicy.Request(waiting, Request(1));

        Assert.Equal("/data/new.csv", Assert.Single(known.Arrivals).File);
        Assert.Single(known.Refused);
    }

    [Fact]
    public void Arrive_MoreIdsThanAreKept_ForgetsTheOldest()
    {
        var state = Empty;
        for (var i = 0; i <= LifecyclePolicy.MaxSeen; i++)
        {
            state = LifecyclePolicy.Arrive(state, Arrival($"{i}", "/data/x.csv")) with { Arrivals = [] };
        }

        Assert.Equal(LifecyclePolicy.MaxSeen, state.Seen.Count);
        Assert.DoesNotContain("src|0", state.Seen);
    }

    [Fact]
    public void Finish_OfTheRunInFlight_FreesTheModelAndKeepsTheChampion()
    {
        var state = LifecyclePolicy.Finish(Empty with { InFlight = Run(1), Champion = 3 }, Finished(1, champion: null));

        Assert.Null(state.InFlight);
        Assert.Equal(3, state.Champion);
        Assert.Equal(4, LifecyclePolicy.Finish(state, Finished(2, champion: 4)).Champion);
    }

    [Fact]
    public void Finish_OfAnotherRun_LeavesTheOneInFlight()
    {
        var state = LifecyclePolicy.Finish(Empty with { InFlight = Run(2) }, Finished(1));

        Assert.Equal(Run(2), state.InFlight);
    }

    private static RunKey Run(int number) => new("p", "m", number);

    private static TrainingRequest Request(int number) => new(Run(number), Spec, RunTrigger.Manual);

    private static DataArrival Arrival(string id, string file) => new("src", id, file);

    private static TrainingDue Due(string id) => new(id, Spec);

    private static RunFinished Finished(int number, int? champion = null) => new(Run(number), RunState.Succeeded, Verdict.Pass, number, champion);
}
