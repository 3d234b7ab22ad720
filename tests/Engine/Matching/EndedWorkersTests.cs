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

    /// <summary>Whichever comes first, the end or the poll, no poll of that worker stays.</summary>
    [Fact]
    public async Task PollAndEnd_AtTheSameTime_LeaveNoPoll()
    {
        for (var i = 0; i < 300; i++)
        {
            using var start = new Barrier(2);
            var (key, poller) = ($"worker {i}", new Poller("worker", $"worker {i}"));
            var polls = Task.Run(() =>
            {
                start.SignalAndWait();
                _matching.Poll("default", Queue("default"), poller);
            });
            start.SignalAndWait();
            _matching.CancelWorker("default", key);
            await polls;

            Assert.True(poller.Result.IsCompleted);
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
