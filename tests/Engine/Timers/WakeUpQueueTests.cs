using Mdlc.Engine.Timers;

namespace Mdlc.Engine.Tests.Timers;

public sealed class WakeUpQueueTests
{
    private static readonly DateTime Now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly WakeUpQueue<object> _queue = new();

    [Fact]
    public void TakeDue_GivesOwnersInTheOrderOfTheirTimes()
    {
        var (late, early) = (new object(), new object());
        _queue.Set(late, Now.AddSeconds(2));
        _queue.Set(early, Now.AddSeconds(1));

        Assert.Null(_queue.TakeDue(Now));
        Assert.Same(early, _queue.TakeDue(Now.AddSeconds(2)));
        Assert.Same(late, _queue.TakeDue(Now.AddSeconds(2)));
        Assert.Null(_queue.TakeDue(Now.AddSeconds(2)));
    }

    [Fact]
    public void Set_Again_MovesTheWakeUp()
    {
        var owner = new object();
        _queue.Set(owner, Now.AddSeconds(1));
        _queue.Set(owner, Now.AddSeconds(5));

        Assert.Equal(Now.AddSeconds(5), _queue.NextDue);
        Assert.Null(_queue.TakeDue(Now.AddSeconds(4)));
        Assert.Same(owner, _queue.TakeDue(Now.AddSeconds(5)));
    }

    [Fact]
    public void Set_Null_RemovesTheWakeUp()
    {
        var owner = new object();
        _queue.Set(owner, Now);
        _queue.Set(owner, null);

        Assert.Null(_queue.NextDue);
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public void Advanced_IsRaisedOnlyForAnEarlierFirst()
    {
        var raised = 0;
        _queue.Advanced += () => raised++;

        _queue.Set(new object(), Now.AddSeconds(5));
        _queue.Set(new object(), Now.AddSeconds(9));
        _queue.Set(new object(), Now.AddSeconds(1));

        Assert.Equal(2, raised);
    }
}
