using Temporalio.Worker;

namespace Mdlc.Engine.Tests.Kills;

/// <summary>Workers that work for as long as a test takes.</summary>
internal static class LoadWorker
{
    /// <summary>More than the SDK gives its activities to end.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Has workers work until the test ends. The SDK was seen to stand still with one run in its hands after a kill, no call of its under way:
    /// that run's tasks go on with another worker, and a worker that does not stop afterwards is told, and left.
    /// </summary>
    /// <param name="workers">Side by side, each with a client of its own; they are disposed of.</param>
    public static async Task ExecuteAsync(IReadOnlyList<TemporalWorker> workers, Func<Task> test)
    {
        using var stop = new CancellationTokenSource();
        var working = workers.Select(worker => worker.ExecuteAsync(stop.Token)).ToList();
        try
        {
            await await Task.WhenAny([test(), .. working]);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAny(Task.WhenAll(working), Task.Delay(StopLimit));
            foreach (var (worker, work) in workers.Zip(working))
            {
                if (work.IsCompleted)
                {
                    worker.Dispose();
                }
                else
                {
                    TestContext.Current.AddWarning($"a worker of the SDK had not stopped after {StopLimit}");
                }
            }
        }
    }
}
