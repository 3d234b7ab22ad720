using Temporalio.Activities;

namespace Mdlc.Activities;

/// <summary>
/// Tells the server, while an activity works, that it lives and what it is at; without it no cancellation arrives. Ends when disposed.
/// </summary>
public sealed class Heartbeat : IAsyncDisposable
{
    /// <summary>Well within the shortest heartbeat timeout; the SDK throttles what is too often.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _beating;

    private Heartbeat(TimeProvider time, Func<object?> details) => _beating = BeatAsync(ActivityExecutionContext.Current, time, details);

    /// <param name="details">Asked at each beat, on another thread than the work's.</param>
    public static Heartbeat Start(TimeProvider time, Func<object?> details) => new(time, details);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _beating;
        _stop.Dispose();
    }

    private async Task BeatAsync(ActivityExecutionContext context, TimeProvider time, Func<object?> details)
    {
        using var timer = new PeriodicTimer(Interval, time);
        context.Heartbeat(details());
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                context.Heartbeat(details());
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
    }
}
