using Mdlc.Starter.Runs;

namespace Mdlc.Unit.Tests.Starter.Runs;

public sealed class RoomWatchTests : IDisposable
{
    private readonly TemporaryHome _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Change_IsToldOnce_BothWays()
    {
        var watch = new RoomWatch(_temporary.Home, TimeProvider.System);

        var told = new[] { false, true, true, true, false, false, true }.Select(watch.Change).ToList();

        Assert.Equal([false, true, false, false, true, false, true], told.Select(sentence => sentence is not null));
        Assert.StartsWith("There is no room", told[1], StringComparison.Ordinal);
        Assert.StartsWith("There is room", told[4], StringComparison.Ordinal);
    }
}
