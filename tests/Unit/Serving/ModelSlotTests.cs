using Mdlc.Serving.Following;

namespace Mdlc.Unit.Tests.Serving;

public sealed class ModelSlotTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly WantedVersion First = new("demo", "bikes", 1, 1);

    private readonly ModelSlot _slot = new();

    [Fact]
    public async Task Needs_OfWhatIsHandled_IsNoMore()
    {
        await BeginAsync();

        Assert.False(_slot.Needs(First, Noon.AddYears(1)));
        Assert.True(_slot.Needs(First with { Sequence = 2 }, Noon));
    }

    [Fact]
    public async Task Needs_AfterAFailure_IsOnceAtItsTime()
    {
        await BeginAsync();
        _slot.RetryAt = Noon;
        Assert.False(_slot.Needs(First, Noon.AddTicks(-1)));
        Assert.True(_slot.Needs(First, Noon));

        await BeginAsync();

        Assert.False(_slot.Needs(First, Noon.AddYears(1)));
    }

    private Task BeginAsync()
    {
        _slot.Begin(First, () => Task.CompletedTask);
        return _slot.Loading;
    }
}
