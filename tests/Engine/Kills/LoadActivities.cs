using System.Collections.Concurrent;
using Temporalio.Activities;
using Temporalio.Exceptions;

namespace Mdlc.Engine.Tests.Kills;

internal static class LoadActivities
{
    /// <summary>How often the code of an activity ran to its end, by workflow and activity id.</summary>
    public static ConcurrentDictionary<(string RunId, string ActivityId), int> Executions { get; } = new();

    /// <summary>Fails at its first attempt for every third number.</summary>
    [Activity]
    public static int Square(int number)
    {
        if (number % 3 == 0 && ActivityExecutionContext.Current.Info.Attempt == 1)
        {
            throw new ApplicationFailureException("the first attempt fails");
        }

        Executed();
        return number * number;
    }

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

        Executed();
        return number;
    }

    /// <summary>Works until it is cancelled, which it hears of by its heartbeats.</summary>
    [Activity]
    public static async Task WaitAsync()
    {
        var context = ActivityExecutionContext.Current;
        while (true)
        {
            context.Heartbeat();
            await Task.Delay(50, context.CancellationToken);
        }
    }

    private static void Executed()
    {
        var info = ActivityExecutionContext.Current.Info;
        Executions.AddOrUpdate((info.WorkflowRunId!, info.ActivityId), 1, static (_, count) => count + 1);
    }
}
