using Google.Protobuf.Collections;
using Mdlc.Engine.Deployments;
using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Matching;
using Temporalio.Api.Workflow.V1;

namespace Mdlc.Engine.Histories.Runs;

/// <summary>How a run looks from outside.</summary>
internal static class RunDescription
{
    public static WorkflowExecutionInfo Info(WorkflowRun run)
    {
        var state = run.State;
        var started = state.Started;
        var info = new WorkflowExecutionInfo
        {
            Execution = run.Execution,
            Type = started.WorkflowType,
            StartTime = state.StartTime.ToTimestamp(),
            CloseTime = state.CloseTime?.ToTimestamp(),
            Status = state.ShownStatus,
            HistoryLength = state.NextEventId - 1,
            ExecutionTime = state.FirstTaskTime.ToTimestamp(),
            TaskQueue = state.TaskQueue,
            StateTransitionCount = state.StateTransitionCount,
            HistorySizeBytes = run.History.SizeBytes,
            FirstRunId = started.FirstExecutionRunId,
            MostRecentWorkerVersionStamp = state.LastWorkerVersion,
            Priority = state.Priority,
            Memo = new Memo(),
            SearchAttributes = new SearchAttributes(),
            AutoResetPoints = new ResetPoints { Points = { state.ResetPoints } },
            RootExecution = started.RootWorkflowExecution ?? run.Execution,
            VersioningInfo = Versioning(state.Versioning),
            WorkerDeploymentName = state.DeploymentName,
        };
        info.Memo.Fields.Add(state.Memo);
        info.SearchAttributes.IndexedFields.Add(state.SearchAttributes);
        if (state.BuildIds.Count > 0)
        {
            info.SearchAttributes.IndexedFields["BuildIds"] = PayloadValues.KeywordList(state.BuildIds);
        }

        AddVersioning(info.SearchAttributes.IndexedFields, state);
        if (Pauses(run) is { Count: > 0 } paused)
        {
            info.SearchAttributes.IndexedFields["TemporalPauseInfo"] = PayloadValues.KeywordList(paused);
        }

        if (state.ReportedProblems.Count > 0)
        {
            info.SearchAttributes.IndexedFields["TemporalReportedProblems"] = PayloadValues.KeywordList(state.ReportedProblems);
        }

        if (started.ParentWorkflowExecution is { } parent)
        {
            info.ParentNamespaceId = started.ParentWorkflowNamespaceId;
            info.ParentExecution = parent;
        }

        if (state.CloseTime is { } closed)
        {
            info.ExecutionDuration = Duration.FromTimeSpan(closed > state.FirstTaskTime ? closed - state.FirstTaskTime : TimeSpan.Zero);
        }

        return info;
    }

    /// <summary>With the fields that older clients read.</summary>
    private static WorkflowExecutionVersioningInfo? Versioning(WorkflowExecutionVersioningInfo? versioning)
    {
        var described = versioning?.Clone();
        if (described?.VersionTransition is { } transition)
        {
            transition.Version = DeploymentVersion.OldText(DeploymentVersion.Of(transition.DeploymentVersion));
        }

        if (described?.DeploymentVersion is { } version)
        {
            described.Version = DeploymentVersion.OldText(DeploymentVersion.Of(version));
        }

        if (described?.VersioningOverride is { } given)
        {
            described.VersioningOverride = VersioningOverrides.WithOldFields(given);
        }

        return described;
    }

    private static void AddVersioning(MapField<string, Payload> attributes, MutableState state)
    {
        var (deployment, version, behavior) = state.ShownVersioning;
        if (deployment.Length > 0)
        {
            attributes["TemporalWorkerDeployment"] = PayloadValues.Keyword(deployment);
        }

        if (version is not null)
        {
            attributes["TemporalWorkerDeploymentVersion"] = PayloadValues.Keyword(version.ToString());
        }

        if (behavior != VersioningBehavior.Unspecified)
        {
            attributes["TemporalWorkflowVersioningBehavior"] = PayloadValues.Keyword(behavior.ToString());
        }

        if (state.UsedVersions.Count > 0)
        {
            attributes["TemporalUsedWorkerDeploymentVersions"] = PayloadValues.KeywordList(state.UsedVersions);
        }
    }

    /// <summary>That the workflow is paused, and the types of its paused activities, as the search attribute <c>TemporalPauseInfo</c> spells them.</summary>
    private static List<string> Pauses(WorkflowRun run) =>
    [
        .. run.State.Pause is null ? [] : (ReadOnlySpan<string>)[$"Workflow:{run.WorkflowId}"],
        .. run.State.Pause?.WorkflowExecutionPausedEventAttributes is { Reason: { Length: > 0 } reason } ? (ReadOnlySpan<string>)[$"Reason:{reason}"] : [],
        .. run.State.Activities.Values.Where(activity => activity.IsPaused)
            .Select(activity => $"property:activityType={activity.Scheduled.ActivityType.Name}").Distinct(StringComparer.Ordinal),
    ];

    public static WorkflowExecutionConfig Config(MutableState state) => new()
    {
        TaskQueue = new TaskQueue { Name = state.TaskQueue, Kind = TaskQueueKind.Normal },
        WorkflowExecutionTimeout = state.Started.WorkflowExecutionTimeout,
        WorkflowRunTimeout = state.Started.WorkflowRunTimeout,
        DefaultWorkflowTaskTimeout = state.Started.WorkflowTaskTimeout,
        UserMetadata = state.UserMetadata,
    };

    public static WorkflowExecutionExtendedInfo ExtendedInfo(WorkflowRun run, DateTime now)
    {
        var state = run.State;
        var info = new WorkflowExecutionExtendedInfo
        {
            ExecutionExpirationTime = state.ExecutionExpiration?.ToTimestamp(),
            RunExpirationTime = state.RunExpiration?.ToTimestamp(),
            CancelRequested = state.CancelRequested,
            ResetRunId = state.ResetRunId,
            LastResetTime = state.ResetTime?.ToTimestamp(),
            OriginalStartTime = state.StartTime.ToTimestamp(),
            TimeSkippingInfo = state.Skipping?.Describe(now),
            PauseInfo = state.Pause is not { } pause ? null : new WorkflowExecutionPauseInfo
            {
                Identity = pause.WorkflowExecutionPausedEventAttributes.Identity,
                Reason = pause.WorkflowExecutionPausedEventAttributes.Reason,
                PausedTime = pause.EventTime,
            },
        };
        foreach (var (id, (type, eventId)) in state.StartRequestIds)
        {
            info.RequestIdInfos[id] = new RequestIdInfo { EventType = type, EventId = eventId, Buffered = eventId == 0 };
        }

        return info;
    }

    public static PendingWorkflowTaskInfo? Task(MutableState state) => state.Task is not { } task ? null : new PendingWorkflowTaskInfo
    {
        State = task.IsStarted ? PendingWorkflowTaskState.Started : PendingWorkflowTaskState.Scheduled,
        ScheduledTime = task.ScheduledTime.ToTimestamp(),
        OriginalScheduledTime = task.OriginalScheduledTime.ToTimestamp(),
        StartedTime = task.IsStarted ? task.StartedTime.ToTimestamp() : null,
        Attempt = task.Attempt,
    };

    public static PendingChildExecutionInfo Child(PendingChild child) => new()
    {
        WorkflowId = child.Initiated.WorkflowId,
        RunId = child.RunId,
        WorkflowTypeName = child.Initiated.WorkflowType.Name,
        InitiatedId = child.InitiatedEventId,
        ParentClosePolicy = child.Initiated.ParentClosePolicy,
    };
}
