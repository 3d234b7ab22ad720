using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.Skipping;
using Mdlc.Engine.Histories.Starting;
using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Kernel;
using Temporalio.Api.Command.V1;

namespace Mdlc.Engine.Histories.Tasks.Commands;

/// <summary>The event attributes that a command turns into.</summary>
internal static class CommandEvents
{
    /// <summary>Timeouts are as the command gave them: <see cref="ActivityTimeouts.Derive"/> completes them.</summary>
    public static ActivityTaskScheduledEventAttributes ActivityScheduled(ScheduleActivityTaskCommandAttributes a, MutableState state, long completedEventId) => new()
    {
        ActivityId = a.ActivityId,
        ActivityType = a.ActivityType,
        TaskQueue = new TaskQueue
        {
            Name = a.TaskQueue is { Name.Length: > 0 } given ? given.Name : state.TaskQueue,
            Kind = TaskQueueKind.Normal,
        },
        Header = a.Header,
        Input = a.Input,
        ScheduleToCloseTimeout = a.ScheduleToCloseTimeout,
        ScheduleToStartTimeout = a.ScheduleToStartTimeout,
        StartToCloseTimeout = a.StartToCloseTimeout,
        HeartbeatTimeout = a.HeartbeatTimeout,
        RetryPolicy = RetryPolicies.WithDefaults(a.RetryPolicy),
        UseWorkflowBuildId = a.UseWorkflowBuildId,
        Priority = a.Priority,
        WorkflowTaskCompletedEventId = completedEventId,
    };

    public static StartChildWorkflowExecutionInitiatedEventAttributes ChildInitiated(
        StartChildWorkflowExecutionCommandAttributes a, WorkflowRun run, string namespaceId, long completedEventId)
    {
        var ns = a.Namespace.Length > 0 ? a.Namespace : run.Namespace;
        var runTimeout = a.WorkflowRunTimeout.OrZero();
        var executionTimeout = a.WorkflowExecutionTimeout.OrZero();
        if (executionTimeout > TimeSpan.Zero && (runTimeout == TimeSpan.Zero || runTimeout > executionTimeout))
        {
            runTimeout = executionTimeout;
        }

        var (skipping, skipped) = SkippingInheritance.ForChild(run.State.Skipping);
        var taskTimeout = a.WorkflowTaskTimeout.IsSet() ? a.WorkflowTaskTimeout : run.State.Started.WorkflowTaskTimeout;
        return new StartChildWorkflowExecutionInitiatedEventAttributes
        {
            Namespace = ns,
            NamespaceId = namespaceId,
            WorkflowId = a.WorkflowId,
            WorkflowType = a.WorkflowType,
            TaskQueue = new TaskQueue { Name = a.TaskQueue is { Name.Length: > 0 } given ? given.Name : run.State.TaskQueue, Kind = TaskQueueKind.Normal },
            Input = a.Input,
            WorkflowExecutionTimeout = a.WorkflowExecutionTimeout,
            WorkflowRunTimeout = runTimeout.ToDuration(),
            WorkflowTaskTimeout = StartRequests.TaskTimeout(taskTimeout, runTimeout).ToDuration(),
            ParentClosePolicy = a.ParentClosePolicy == ParentClosePolicy.Unspecified ? ParentClosePolicy.Terminate : a.ParentClosePolicy,
            Control = a.Control,
            WorkflowTaskCompletedEventId = completedEventId,
            WorkflowIdReusePolicy = a.WorkflowIdReusePolicy == WorkflowIdReusePolicy.Unspecified ? WorkflowIdReusePolicy.AllowDuplicate : a.WorkflowIdReusePolicy,
            RetryPolicy = a.RetryPolicy is null ? null : RetryPolicies.WithDefaults(a.RetryPolicy),
            CronSchedule = a.CronSchedule,
            Header = a.Header,
            Memo = PayloadValues.WithoutNulls(a.Memo),
            SearchAttributes = PayloadValues.WithoutNulls(a.SearchAttributes),
            InheritBuildId = a.InheritBuildId,
            Priority = a.Priority ?? run.State.Priority,
            VersioningOverride = a.VersioningOverride,
            TimeSkippingConfig = skipping,
            TimeSkippingStatePropagation = skipped,
        };
    }
}
