using Mdlc.Starter.Execution;
using Microsoft.Extensions.Time.Testing;

namespace Mdlc.Unit.Tests.Starter.Execution;

public sealed class InterruptionTests
{
    private readonly FakeTimeProvider _time = new();
    private int _left;

    [Fact]
    public void Ask_Once_StopsTheCommandAndLetsItEnd()
    {
        using var interruption = Make();

        interruption.Ask();

        Assert.Equal((true, 0), (interruption.Token.IsCancellationRequested, _left));
    }

    [Fact]
    public void Ask_ASecondTime_LeavesAtOnce()
    {
        using var interruption = Make();

        interruption.Ask();
        interruption.Ask();

        Assert.Equal(1, _left);
    }

    [Fact]
    public void Ask_OfACommandThatDoesNotEnd_LeavesAfterItsPatience()
    {
        using var interruption = Make();
        interruption.Ask();

        _time.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal(0, _left);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, _left);
    }

    [Fact]
    public void Dispose_AfterTheCommandHasEnded_LeavesNothingThatWouldEndTheProcess()
    {
        using (var interruption = Make())
        {
            interruption.Ask();
        }

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, _left);
    }

    private Interruption Make() => new(() => _left++, _time);
}
