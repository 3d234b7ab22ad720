using Mdlc.Engine.Matching;
using Microsoft.Extensions.Time.Testing;
using Temporalio.Api.Enums.V1;

namespace Mdlc.Engine.Tests.Matching;

public sealed class EndedWorkersTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly MatchingEngine _matching;

    public EndedWorkersTests() => _matching = new MatchingEngine(_time);

    [Fact]
    public void Poll_OfAWorkerThatHasEnded_IsEmptyAtOnce()
    {
        _matching.CancelWorker("default", "ended");

        Assert.True(Poll("ended").Result.IsCompleted);
        Assert.False(Poll("another").Result.IsCompleted);
        Assert.False(Poll("").Result.IsCompleted);
        Assert.False(Poll("ended", "elsewhere").Result.IsCompleted);
    }

    [Fact]
    public void Poll_AfterHalfAMinute_Waits()
    {
        _matching.CancelWorker("default", "ended");
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.True(Poll("ended").Result.IsCompleted);

        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.False(Poll("ended").Result.IsCompleted);
    }

    [Fact]
    public void Poll_AfterTheClockWasSetBack_IsNotRefusedForYears()
    {
        _matching.CancelWorker("default", "ended");

        _time.AdjustTime(_time.GetUtcNow() - TimeSpan.FromDays(365));

        Assert.False(Poll("ended").Result.IsCompleted);
    }

    /// <summary>The worker ends after its poll was looked at, and before it stands in the queue.</summary>
    [Fact]
    public void Poll_WhoseWorkerEndsOnItsWayIntoTheQueue_IsEmpty()
    {
        MatchingEngine? matching = null;
        var time = new InterruptedTime(() => matching!.CancelWorker("default", "ended"));
        matching = new MatchingEngine(time);
        var queue = matching.Queue(new("default", "queue", TaskQueueType.Workflow));
        var poller = new Poller("worker", "ended");

        time.IsArmed = true;
        matching.Poll("default", queue, poller);

        Assert.False(time.IsArmed);
        Assert.True(poller.Result.IsCompleted);
    }

    /// <summary>Something happens when the time is first asked for.</summary>
    private sealed class InterruptedTime(Action interrupt) : TimeProvider
    {
        public bool IsArmed { get; set; }

        public override DateTimeOffset GetUtcNow()
        {
            if (IsArmed)
            {
                IsArmed = false;
                interrupt();
            }

            return new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        }
    }

    private MatchingQueue Queue(string ns) => _matching.Queue(new(ns, "queue", TaskQueueType.Workflow));

    private Poller Poll(string instance, string ns = "default")
    {
        var poller = new Poller("worker", instance);
        _matching.Poll(ns, Queue(ns), poller);
        return poller;
    }
}
