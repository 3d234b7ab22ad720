using Temporalio.Activities;
using Temporalio.Exceptions;

namespace Mdlc.Engine.Tests.Kills;

internal static class LoadActivities
{
    /// <summary>Fails at its first attempt for every third number.</summary>
    [Activity]
    public static int Square(int number) => number % 3 == 0 && ActivityExecutionContext.Current.Info.Attempt == 1
        ? throw new ApplicationFailureException("the first attempt fails")
        : number * number;

    /// <summary>Reports progress as it counts.</summary>
    [Activity]
    public static async Task<int> CountAsync(int number)
    {
        var context = ActivityExecutionContext.Current;
        for (var i = 0; i < 5; i++)
        {
            context.Heartbeat(i);
            await Task.Delay(10, context.CancellationToken);
        }

        return number;
    }
}
