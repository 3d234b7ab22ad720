namespace Mdlc.Activities;

/// <summary>Two pieces of work at the same time.</summary>
internal static class SideBySide
{
    /// <summary>
    /// The results of both. Where one fails the other is given up, and its end is waited for: nothing goes on behind the caller's back.
    /// </summary>
    public static async Task<(TFirst First, TSecond Second)> RunAsync<TFirst, TSecond>(
        Func<CancellationToken, Task<TFirst>> first, Func<CancellationToken, Task<TSecond>> second, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var one = Task.Run(() => first(stop.Token), CancellationToken.None);
        var other = Task.Run(() => second(stop.Token), CancellationToken.None);
        try
        {
            await await Task.WhenAny(one, other);
            return (await one, await other);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(one, other).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
