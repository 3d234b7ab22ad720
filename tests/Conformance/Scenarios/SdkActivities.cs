using Temporalio.Activities;
using Temporalio.Exceptions;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>The activities that the SDK's worker runs in <see cref="SdkScenarios"/>.</summary>
public static class SdkActivities
{
    public sealed record Order(string Name, int Count);

    [Activity]
    public static string Greet(Order order) => $"Hello, {order.Name}!";

    [Activity]
    public static void Break() => throw new ApplicationFailureException("broken activity", "Broken");

    /// <summary>Heartbeats until it is cancelled.</summary>
    [Activity]
    public static async Task WaitAsync()
    {
        var context = ActivityExecutionContext.Current;
        while (true)
        {
            context.Heartbeat("waiting");
            await Task.Delay(100, context.CancellationToken);
        }
    }
}
