using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace Mdlc.EndToEnd.Tests.Kills;

/// <summary>Which activities a server says are complete: those of a run's workflow and of its children.</summary>
internal static class RunHistory
{
    /// <returns>Nothing when the server does not know the workflow.</returns>
    public static async Task<IReadOnlyList<ActivityCompletion>> CompletionsAsync(string address, string workflowId)
    {
        var client = await TemporalClient.ConnectAsync(new(address));
        var completions = new List<ActivityCompletion>();
        await AddAsync(client.GetWorkflowHandle(workflowId));
        return completions;

        async Task AddAsync(WorkflowHandle workflow)
        {
            var events = await EventsAsync(workflow);
            if (events.Count == 0)
            {
                return;
            }

            completions.AddRange(CompletionsOf(workflow.Id, events));
            foreach (var child in events.Select(e => e.ChildWorkflowExecutionStartedEventAttributes?.WorkflowExecution).OfType<Temporalio.Api.Common.V1.WorkflowExecution>())
            {
                await AddAsync(client.GetWorkflowHandle(child.WorkflowId, child.RunId));
            }
        }
    }

    private static async Task<IReadOnlyList<HistoryEvent>> EventsAsync(WorkflowHandle workflow)
    {
        try
        {
            return [.. (await workflow.FetchHistoryAsync()).Events];
        }
        catch (RpcException missing) when (missing.Code == RpcException.StatusCode.NotFound)
        {
            return [];
        }
    }

    private static IEnumerable<ActivityCompletion> CompletionsOf(string workflowId, IReadOnlyList<HistoryEvent> events)
    {
        var runId = events[0].WorkflowExecutionStartedEventAttributes.OriginalExecutionRunId;
        var scheduled = events.Where(e => e.EventType == EventType.ActivityTaskScheduled).ToDictionary(e => e.EventId, e => e.ActivityTaskScheduledEventAttributes);
        return from e in events
               where e.EventType == EventType.ActivityTaskCompleted
               let activity = scheduled[e.ActivityTaskCompletedEventAttributes.ScheduledEventId]
               select new ActivityCompletion(
                   workflowId, runId, activity.ActivityId, activity.ActivityType.Name, e.EventId, e.EventTime.ToDateTimeOffset());
    }
}
