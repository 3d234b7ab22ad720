using Mdlc.Engine.Histories.Reading;
using Mdlc.Engine.Kernel;
using Temporalio.Api.Schedule.V1;

namespace Mdlc.Engine.Schedules;

/// <summary>What a schedule remembers of its actions: pure changes of its state.</summary>
internal static class ActionRecords
{
    /// <summary>The actions whose end matters to the schedule.</summary>
    public static IEnumerable<WorkflowExecution> Open(StoredSchedule schedule) => schedule.Info.RecentActions
        .Where(static action => action.StartWorkflowStatus == WorkflowExecutionStatus.Running)
        .Select(static action => action.StartWorkflowResult)
        .Concat(schedule.Info.RunningWorkflows)
        .DistinctBy(static execution => execution.RunId);

    /// <summary>An action was started.</summary>
    /// <param name="single">Others must not overlap it.</param>
    public static void Started(StoredSchedule schedule, BufferedStart start, WorkflowExecution execution, bool single, DateTime now)
    {
        var info = schedule.Info;
        info.ActionCount++;
        info.RecentActions.Add(new ScheduleActionResult
        {
            ScheduleTime = start.Actual.ToTimestamp(),
            ActualTime = now.ToTimestamp(),
            StartWorkflowResult = execution,
            StartWorkflowStatus = WorkflowExecutionStatus.Running,
        });
        if (info.RecentActions.Count > ScheduleLimits.RecentActions)
        {
            info.RecentActions.RemoveAt(0);
        }

        if (single)
        {
            info.RunningWorkflows.Add(execution);
        }

        if (!start.Manual && schedule.Schedule.State.LimitedActions)
        {
            schedule.Schedule.State.RemainingActions--;
            schedule.ConflictToken++;
        }
    }

    /// <summary>An action has ended.</summary>
    public static void Ended(StoredSchedule schedule, WorkflowExecution execution, ChainEnd end)
    {
        foreach (var recent in schedule.Info.RecentActions.Where(recent => recent.StartWorkflowResult.RunId == execution.RunId))
        {
            recent.StartWorkflowStatus = end.Status;
        }

        PauseOnFailure(schedule, execution, end);
        if (schedule.Info.RunningWorkflows.FirstOrDefault(running => running.RunId == execution.RunId) is { } tracked)
        {
            schedule.Info.RunningWorkflows.Remove(tracked);
            Carry(schedule, end);
        }
    }

    private static void PauseOnFailure(StoredSchedule schedule, WorkflowExecution execution, ChainEnd end)
    {
        var note = end.Status switch
        {
            WorkflowExecutionStatus.Failed =>
                $"paused due to workflow failure: {execution.WorkflowId}: {end.CloseEvent?.WorkflowExecutionFailedEventAttributes.Failure?.Message}",
            WorkflowExecutionStatus.TimedOut => $"paused due to workflow timeout: {execution.WorkflowId}",
            _ => null,
        };
        if (note is not null && schedule.Schedule.Policies.PauseOnFailure && !schedule.Schedule.State.Paused)
        {
            schedule.Schedule.State.Paused = true;
            schedule.Schedule.State.Notes = note;
            schedule.ConflictToken++;
        }
    }

    /// <summary>What the next action is told of this one: a failure does not take the last result away.</summary>
    private static void Carry(StoredSchedule schedule, ChainEnd end)
    {
        if (end.CloseEvent?.WorkflowExecutionCompletedEventAttributes?.Result is { } result)
        {
            (schedule.LastCompletionResult, schedule.ContinuedFailure) = (result, null);
        }
        else if (end.CloseEvent?.WorkflowExecutionFailedEventAttributes?.Failure is { } failure)
        {
            schedule.ContinuedFailure = failure;
        }
    }
}
