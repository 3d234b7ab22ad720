using System.Diagnostics;
using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Worker;

namespace Mdlc.Engine.Tests.Kills;

/// <summary>What the load leaves behind.</summary>
internal static class LoadHistories
{
    /// <summary>Longer than any timeout of the load, several times over.</summary>
    private static readonly TimeSpan EndLimit = TimeSpan.FromMinutes(3);

    /// <summary>Waits until all have ended: workflows of schedules have nobody else who waits for them.</summary>
    public static async Task NothingRunsAsync(TemporalClient client)
    {
        var watch = Stopwatch.StartNew();
        while (await Patience.RetryAsync(() => client.CountWorkflowsAsync("ExecutionStatus = 'Running'")) is { Count: > 0 })
        {
            if (watch.Elapsed > EndLimit)
            {
                Assert.Fail($"these do not end:\n{string.Join('\n', await LooksOfRunningAsync(client))}");
            }

            await Task.Delay(100);
        }
    }

    /// <summary>What the engine says of a workflow, for whoever looks for the cause of a fault.</summary>
    public static async Task<string> LookAsync(ITemporalClient client, string workflowId)
    {
        try
        {
            var described = await Patience.RetryAsync(() => client.Connection.WorkflowService.DescribeWorkflowExecutionAsync(
                new() { Namespace = client.Options.Namespace, Execution = new() { WorkflowId = workflowId } }));
            var history = await Patience.RetryAsync(() => client.GetWorkflowHandle(workflowId).FetchHistoryAsync());
            return $"{workflowId} {described.PendingActivities} {described.PendingWorkflowTask} "
                + string.Join(',', history.Events.TakeLast(8).Select(e => $"{e.EventId} {e.EventType} {e.EventTime}"));
        }
        catch (Exception e)
        {
            return $"{workflowId} {e.Message}";
        }
    }

    private static async Task<List<string>> LooksOfRunningAsync(TemporalClient client)
    {
        var looks = new List<string>();
        await foreach (var run in client.ListWorkflowsAsync("ExecutionStatus = 'Running'"))
        {
            looks.Add(await LookAsync(client, run.Id));
        }

        return looks;
    }

    /// <returns>How many histories there are, and how many activities are completed in them.</returns>
    public static Task<(int Histories, int Completions)> ReplayAllAsync(TemporalClient client, WorkflowLoad load) =>
        ReplayEachAsync(client, load).WaitAsync(EndLimit);

    private static async Task<(int Histories, int Completions)> ReplayEachAsync(TemporalClient client, WorkflowLoad load)
    {
        var replayer = new WorkflowReplayer(new WorkflowReplayerOptions()
            .AddWorkflow<LoadWorkflow>().AddWorkflow<LoadChild>().AddWorkflow<CancelledLoad>().AddWorkflow<ScheduledLoad>());
        var replayed = new HashSet<string>(StringComparer.Ordinal);
        var (histories, completions) = (0, 0);
        await foreach (var result in replayer.ReplayWorkflowsAsync(client.ListWorkflowHistoriesAsync("")))
        {
            Assert.True(result.ReplayFailure is null, $"{result.History.Id} does not replay: {result.ReplayFailure}");
            SoundHistory.Check([.. result.History.Events], result.History.Id);
            completions += Completions(result.History);
            replayed.Add(result.History.Id);
            histories++;
        }

        Assert.NotEmpty(load.Acknowledged);
        Assert.Empty(load.Acknowledged.Select(WorkflowLoad.IdOf).Except(replayed));
        return (histories, completions);
    }

    /// <summary>Counts the activities that history says are completed: each was executed.</summary>
    private static int Completions(WorkflowHistory history)
    {
        var runId = history.Events.First().WorkflowExecutionStartedEventAttributes.OriginalExecutionRunId;
        var completed = history.Events.Where(e => e.EventType == EventType.ActivityTaskCompleted)
            .Select(e => history.Events.ElementAt((int)e.ActivityTaskCompletedEventAttributes.ScheduledEventId - 1).ActivityTaskScheduledEventAttributes.ActivityId)
            .ToList();
        Assert.All(completed, id => Assert.True(LoadActivities.Executions.ContainsKey((runId, id)), $"{history.Id}: activity {id} was not executed"));
        return completed.Count;
    }
}
