using System.Globalization;
using Mdlc.Engine.Kernel;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Schedules;

/// <summary>The requests by which a schedule acts on workflows.</summary>
internal static class ScheduledStarts
{
    public static string Identity(StoredSchedule schedule) => $"temporal-scheduler-{schedule.Namespace}-{schedule.ScheduleId}";

    /// <summary>The start of one action. Its workflow id tells the nominal time, so that no time can be acted upon twice.</summary>
    public static StartWorkflowExecutionRequest Request(StoredSchedule schedule, BufferedStart start)
    {
        var action = schedule.Schedule.Action.StartWorkflow.Clone();
        var nominal = start.Nominal.AddTicks(-(start.Nominal.Ticks % TimeSpan.TicksPerSecond));
        var text = nominal.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var attributes = action.SearchAttributes ?? new SearchAttributes();
        attributes.IndexedFields["TemporalScheduledStartTime"] = PayloadValues.Text(text);
        attributes.IndexedFields["TemporalScheduledById"] = PayloadValues.Text(schedule.ScheduleId);

        // Actions that may overlap have no last one before them.
        var overlaps = OverlapDecision.Resolve(start.Policy, schedule.Schedule.Policies.OverlapPolicy) == ScheduleOverlapPolicy.AllowAll;
        return new StartWorkflowExecutionRequest
        {
            Namespace = schedule.Namespace,
            WorkflowId = $"{action.WorkflowId}-{text}",
            WorkflowType = action.WorkflowType,
            TaskQueue = action.TaskQueue,
            Input = action.Input,
            WorkflowExecutionTimeout = action.WorkflowExecutionTimeout,
            WorkflowRunTimeout = action.WorkflowRunTimeout,
            WorkflowTaskTimeout = action.WorkflowTaskTimeout,
            Identity = Identity(schedule),
            WorkflowIdReusePolicy = start.Manual ? WorkflowIdReusePolicy.AllowDuplicate : WorkflowIdReusePolicy.RejectDuplicate,
            RetryPolicy = action.RetryPolicy,
            Memo = action.Memo,
            SearchAttributes = attributes,
            Header = action.Header,
            LastCompletionResult = overlaps ? null : schedule.LastCompletionResult,
            ContinuedFailure = overlaps ? null : schedule.ContinuedFailure,
            UserMetadata = action.UserMetadata,
            VersioningOverride = action.VersioningOverride,
            Priority = action.Priority,
        };
    }

    public static RequestCancelWorkflowExecutionRequest Cancel(StoredSchedule schedule, WorkflowExecution running) => new()
    {
        Namespace = schedule.Namespace,
        WorkflowExecution = new WorkflowExecution { WorkflowId = running.WorkflowId },
        FirstExecutionRunId = running.RunId,
        Identity = Identity(schedule),
        Reason = "cancelled by schedule overlap policy",
    };

    public static TerminateWorkflowExecutionRequest Terminate(StoredSchedule schedule, WorkflowExecution running) => new()
    {
        Namespace = schedule.Namespace,
        WorkflowExecution = new WorkflowExecution { WorkflowId = running.WorkflowId },
        FirstExecutionRunId = running.RunId,
        Identity = Identity(schedule),
        Reason = "terminated by schedule overlap policy",
    };
}
