using Mdlc.Engine.Storage;

namespace Mdlc.Engine.Tests.Storage;

public sealed class WakeUpCallTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WakeUpCall _call = new();

    [Fact]
    public async Task Call_BeforeTheWait_IsKept()
    {
        _call.Call();
        _call.Call();

        await WaitInfinitelyAsync().WaitAsync(Patience);
    }

    /// <summary>A wait that takes a call leaves none: neither does the next wait end at once, nor is the next call taken for one that is there.</summary>
    [Fact]
    public async Task Call_IsTakenByOneWait_AndTheNextIsHeardAgain()
    {
        _call.Call();
        _call.Wait(TimeSpan.Zero);
        var next = WaitInfinitelyAsync();
        Assert.False(next.IsCompleted);

        _call.Call();

        await next.WaitAsync(Patience);
    }

    [Fact]
    public async Task Call_WhileItIsWaitedForWithPatience_LeavesTheNextOneToBeHeard()
    {
        var patient = Task.Factory.StartNew(() => _call.Wait(Patience), TaskCreationOptions.LongRunning);
        _call.Call();
        await patient.WaitAsync(Patience);
        var next = WaitInfinitelyAsync();

        _call.Call();

        await next.WaitAsync(Patience);
    }

    private Task WaitInfinitelyAsync() => Task.Factory.StartNew(() => _call.Wait(Timeout.InfiniteTimeSpan), TaskCreationOptions.LongRunning);
}
