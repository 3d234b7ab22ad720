using Temporalio.Worker;

namespace Mdlc.Engine.Tests.Kills;

/// <summary>A worker that works for as long as a test takes.</summary>
internal static class LoadWorker
{
    /// <summary>More than the SDK gives its activities to end.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(1);

    /// <summary>Has the worker work until the test ends; a fault of the test is told also when the worker does not stop.</summary>
    public static async Task ExecuteAsync(TemporalWorker worker, Func<Task> test)
    {
        using var stop = new CancellationTokenSource();
        var working = worker.ExecuteAsync(stop.Token);
        try
        {
            await await Task.WhenAny(test(), working);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAny(working, Task.Delay(StopLimit));
        }

        Assert.True(working.IsCompleted, $"the SDK's worker does not stop within {StopLimit}");
    }
}
