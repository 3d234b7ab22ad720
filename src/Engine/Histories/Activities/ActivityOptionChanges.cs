using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Kernel;
using Temporalio.Api.Activity.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories.Activities;

/// <summary>New options of a pending activity: its present ones with the fields of a mask replaced. Pure functions.</summary>
internal static class ActivityOptionChanges
{
    /// <exception cref="ServiceException">What is to be changed is missing.</exception>
    public static void Check(UpdateActivityOptionsRequest request)
    {
        if (request.ActivityOptions is null)
        {
            throw ServiceException.InvalidArgument("ActivityOptions are not provided");
        }

        if (request.UpdateMask is null)
        {
            throw ServiceException.InvalidArgument("UpdateMask is not provided");
        }
    }

    /// <param name="mask">Names of fields, in snake case or camel case; unknown ones change nothing.</param>
    /// <exception cref="ServiceException">The options would not be valid.</exception>
    public static ActivityOptions Apply(PendingActivity activity, ActivityOptions asked, IEnumerable<string> mask, string workflowTaskQueue)
    {
        var options = activity.Options.Clone();
        var policyChanged = false;
        foreach (var path in mask)
        {
            var field = path.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();
            Set(options, asked, field);
            policyChanged |= field.StartsWith("RETRYPOLICY.", StringComparison.Ordinal);
        }

        // Which errors are final is not among what can be changed.
        options.RetryPolicy.NonRetryableErrorTypes.Clear();
        options.RetryPolicy.NonRetryableErrorTypes.Add(activity.Scheduled.RetryPolicy.NonRetryableErrorTypes);
        if (policyChanged && RetryPolicies.Validate(options.RetryPolicy) is { } wrong)
        {
            throw ServiceException.InvalidArgument(wrong);
        }

        Complete(activity, options, workflowTaskQueue);
        return options;
    }

    private static void Set(ActivityOptions options, ActivityOptions asked, string field)
    {
        switch (field)
        {
            case "TASKQUEUE.NAME":
                options.TaskQueue.Name = (asked.TaskQueue ?? throw NotProvided("TaskQueue")).Name;
                break;
            case "SCHEDULETOCLOSETIMEOUT":
                options.ScheduleToCloseTimeout = asked.ScheduleToCloseTimeout;
                break;
            case "SCHEDULETOSTARTTIMEOUT":
                options.ScheduleToStartTimeout = asked.ScheduleToStartTimeout;
                break;
            case "STARTTOCLOSETIMEOUT":
                options.StartToCloseTimeout = asked.StartToCloseTimeout;
                break;
            case "HEARTBEATTIMEOUT":
                options.HeartbeatTimeout = asked.HeartbeatTimeout;
                break;
            case "PRIORITY":
                options.Priority = asked.Priority?.Clone();
                break;
            case "RETRYPOLICY":
                options.RetryPolicy = (asked.RetryPolicy ?? throw NotProvided("RetryPolicy")).Clone();
                break;
            default:
                SetPart(options, asked, field);
                break;
        }
    }

    private static void SetPart(ActivityOptions options, ActivityOptions asked, string field)
    {
        switch (field)
        {
            case "PRIORITY.PRIORITYKEY":
                Priority().PriorityKey = asked.Priority.PriorityKey;
                break;
            case "PRIORITY.FAIRNESSKEY":
                Priority().FairnessKey = asked.Priority.FairnessKey;
                break;
            case "PRIORITY.FAIRNESSWEIGHT":
                Priority().FairnessWeight = asked.Priority.FairnessWeight;
                break;
            case "RETRYPOLICY.INITIALINTERVAL":
                Policy().InitialInterval = asked.RetryPolicy.InitialInterval;
                break;
            case "RETRYPOLICY.BACKOFFCOEFFICIENT":
                Policy().BackoffCoefficient = asked.RetryPolicy.BackoffCoefficient;
                break;
            case "RETRYPOLICY.MAXIMUMINTERVAL":
                Policy().MaximumInterval = asked.RetryPolicy.MaximumInterval;
                break;
            case "RETRYPOLICY.MAXIMUMATTEMPTS":
                Policy().MaximumAttempts = asked.RetryPolicy.MaximumAttempts;
                break;
        }

        Priority Priority() => asked.Priority is null ? throw NotProvided("Priority") : options.Priority ??= new Priority();

        RetryPolicy Policy() => asked.RetryPolicy is null ? throw NotProvided("RetryPolicy") : options.RetryPolicy;
    }

    /// <summary>Checks and derives the timeouts as at the scheduling of the activity.</summary>
    private static void Complete(PendingActivity activity, ActivityOptions options, string workflowTaskQueue)
    {
        options.TaskQueue.Kind = TaskQueueKind.Normal;
        if (options.TaskQueue.Name.Length == 0)
        {
            options.TaskQueue.Name = workflowTaskQueue;
        }

        var attributes = new ActivityTaskScheduledEventAttributes
        {
            ActivityId = activity.ActivityId,
            ActivityType = activity.Scheduled.ActivityType,
            ScheduleToCloseTimeout = options.ScheduleToCloseTimeout,
            ScheduleToStartTimeout = options.ScheduleToStartTimeout,
            StartToCloseTimeout = options.StartToCloseTimeout,
            HeartbeatTimeout = options.HeartbeatTimeout,
        };
        if (ActivityTimeouts.Derive(attributes, TimeSpan.Zero) is { } wrong)
        {
            throw ServiceException.InvalidArgument(wrong);
        }

        options.ScheduleToCloseTimeout = attributes.ScheduleToCloseTimeout;
        options.ScheduleToStartTimeout = attributes.ScheduleToStartTimeout;
        options.StartToCloseTimeout = attributes.StartToCloseTimeout;
        options.HeartbeatTimeout = attributes.HeartbeatTimeout;
    }

    private static ServiceException NotProvided(string field) => ServiceException.InvalidArgument($"{field} is not provided");
}
