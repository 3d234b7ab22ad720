namespace Mdlc.Engine.Batches;

/// <summary>Lets through as many as a rate allows.</summary>
/// <param name="perSecond">0 lets nobody through.</param>
internal sealed class Pace(int perSecond, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Matching.RateLimit _limit = new(perSecond, clock.GetUtcNow());

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (TryTake() is var wait && wait != TimeSpan.Zero)
        {
            await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private TimeSpan TryTake()
    {
        lock (_gate)
        {
            return _limit.TryTake(clock.GetUtcNow());
        }
    }
}
