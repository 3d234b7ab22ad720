using Mdlc.Engine.Deployments;
using Mdlc.Engine.Histories.Skipping;
using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories.Starting;

/// <summary>Start requests: checked, filled with the server's defaults, and turned into the first event.</summary>
internal static class StartRequests
{
    public static readonly TimeSpan DefaultTaskTimeout = TimeSpan.FromSeconds(10);
    private const int LongestFairnessKey = 64;
    private static readonly TimeSpan MaximumTaskTimeout = TimeSpan.FromSeconds(120);

    /// <summary>Checks the request and fills in what it leaves out.</summary>
    /// <exception cref="ServiceException">Something required is missing, or something is out of its range.</exception>
    public static void Prepare(StartWorkflowExecutionRequest request, EngineServices services, bool checkSizes = true)
    {
        services.Namespaces.Get(request.Namespace);
        var limit = services.Limits.MaxIdLength;
        Require(request.WorkflowId, "WorkflowId", limit);
        CheckType(request.WorkflowType?.Name ?? "", limit);
        if (TaskQueueNames.Validate(request.TaskQueue, services.Limits) is { } wrongQueue)
        {
            throw ServiceException.InvalidArgument(wrongQueue);
        }

        if (request.RequestId.Length > limit)
        {
            throw ServiceException.InvalidArgument("RequestId length exceeds limit.");
        }

        if (request.Priority?.FairnessKey.Length > LongestFairnessKey)
        {
            throw ServiceException.InvalidArgument("fairness key length exceeds limit");
        }

        CheckTimeouts(request, services.Now);
        if (RetryPolicies.Validate(request.RetryPolicy) is { } wrong)
        {
            throw ServiceException.InvalidArgument(wrong);
        }

        CheckPolicies(request);
        if (checkSizes)
        {
            CheckSizes(request, services);
        }

        SkippingRequests.Prepare(request.TimeSkippingConfig, services.Limits);
        VersioningOverrides.Check(request.VersioningOverride);
        VersioningOverrides.CheckServed(request.VersioningOverride, new(request.Namespace, request.TaskQueue!.Name, TaskQueueType.Workflow), services.Deployments);
        if (request.RequestId.Length == 0)
        {
            request.RequestId = services.NewId();
        }

        request.RequestEagerExecution &= services.Limits.EagerWorkflowStart && request.CronSchedule.Length == 0 && !request.WorkflowStartDelay.IsSet();
        request.RetryPolicy = request.RetryPolicy is null ? null : RetryPolicies.WithDefaults(request.RetryPolicy);
        FillTimeouts(request);
        request.TaskQueue!.Kind = TaskQueueKind.Normal;
        if (request.SearchAttributes is { } attributes && services.Visibility.Normalize(request.Namespace, attributes) is { } unknown)
        {
            throw ServiceException.InvalidArgument(unknown);
        }
    }

    /// <summary>The attributes of the first event of a workflow that nobody continued.</summary>
    public static WorkflowExecutionStartedEventAttributes Attributes(StartWorkflowExecutionRequest request, string runId, DateTime now)
    {
        var delay = request.WorkflowStartDelay.OrZero();
        if (request.CronSchedule.Length > 0)
        {
            delay = CronSchedules.NextDelay(request.CronSchedule, now, now) ?? delay;
        }

        return new WorkflowExecutionStartedEventAttributes
        {
            WorkflowType = request.WorkflowType,
            WorkflowId = request.WorkflowId,
            TaskQueue = request.TaskQueue,
            Input = request.Input,
            WorkflowExecutionTimeout = request.WorkflowExecutionTimeout,
            WorkflowRunTimeout = request.WorkflowRunTimeout,
            WorkflowTaskTimeout = request.WorkflowTaskTimeout,
            Identity = request.Identity,
            RetryPolicy = request.RetryPolicy,
            Attempt = 1,
            CronSchedule = request.CronSchedule,
            Initiator = request.CronSchedule.Length > 0 ? ContinueAsNewInitiator.CronSchedule : ContinueAsNewInitiator.Unspecified,
            Memo = PayloadValues.WithoutNulls(request.Memo),
            SearchAttributes = PayloadValues.WithoutNulls(request.SearchAttributes),
            Header = request.Header,
            Priority = request.Priority,
            ContinuedFailure = request.ContinuedFailure,
            LastCompletionResult = request.LastCompletionResult,
            VersioningOverride = VersioningOverrides.Normalize(request.VersioningOverride),
            TimeSkippingConfig = request.TimeSkippingConfig,
            CompletionCallbacks = { request.CompletionCallbacks },
            EagerExecutionAccepted = request.RequestEagerExecution,
            FirstExecutionRunId = runId,
            OriginalExecutionRunId = runId,
            FirstWorkflowTaskBackoff = delay.ToDuration(),
            WorkflowExecutionExpirationTime = request.WorkflowExecutionTimeout.IsSet()
                ? now.AddClamped(request.WorkflowExecutionTimeout.OrZero() + delay).ToTimestamp()
                : null,
        };
    }

    public static StartWorkflowExecutionRequest From(SignalWithStartWorkflowExecutionRequest request) => new()
    {
        Namespace = request.Namespace,
        WorkflowId = request.WorkflowId,
        WorkflowType = request.WorkflowType,
        TaskQueue = request.TaskQueue,
        Input = request.Input,
        WorkflowExecutionTimeout = request.WorkflowExecutionTimeout,
        WorkflowRunTimeout = request.WorkflowRunTimeout,
        WorkflowTaskTimeout = request.WorkflowTaskTimeout,
        Identity = request.Identity,
        RequestId = request.RequestId,
        WorkflowIdReusePolicy = request.WorkflowIdReusePolicy,
        WorkflowIdConflictPolicy = request.WorkflowIdConflictPolicy,
        RetryPolicy = request.RetryPolicy,
        CronSchedule = request.CronSchedule,
        Memo = request.Memo,
        SearchAttributes = request.SearchAttributes,
        Header = request.Header,
        WorkflowStartDelay = request.WorkflowStartDelay,
        UserMetadata = request.UserMetadata,
        Links = { request.Links },
        VersioningOverride = request.VersioningOverride,
        TimeSkippingConfig = request.TimeSkippingConfig,
        Priority = request.Priority,
    };

    private static void Require(string value, string name, int limit)
    {
        if (value.Length == 0)
        {
            throw ServiceException.InvalidArgument($"{name} is not set on request.");
        }

        if (value.Length > limit)
        {
            throw ServiceException.InvalidArgument($"{name} exceeds maximum allowed length ({value.Length}/{limit})");
        }
    }

    private static void CheckType(string type, int limit)
    {
        if (type.Length == 0)
        {
            throw ServiceException.InvalidArgument("WorkflowType is not set on request.");
        }

        if (type.Length > limit)
        {
            throw ServiceException.InvalidArgument("WorkflowType length exceeds limit.");
        }
    }

    private static void CheckTimeouts(StartWorkflowExecutionRequest request, DateTime now)
    {
        foreach (var (name, value) in new[]
        {
            ("WorkflowExecutionTimeout", request.WorkflowExecutionTimeout),
            ("WorkflowRunTimeout", request.WorkflowRunTimeout),
            ("WorkflowTaskTimeout", request.WorkflowTaskTimeout),
            ("WorkflowStartDelay", request.WorkflowStartDelay),
        })
        {
            if (value is not null && (value.Seconds < 0 || value.Nanos < 0))
            {
                throw ServiceException.InvalidArgument($"An invalid {name}Seconds is set on request. cause: negative duration");
            }
        }

        if (request.CronSchedule.Length > 0 && request.WorkflowStartDelay.IsSet())
        {
            throw ServiceException.InvalidArgument("CronSchedule and WorkflowStartDelay may not be used together.");
        }

        if (request.CronSchedule.Length > 0 && CronSchedules.Validate(request.CronSchedule, now) is { } wrongCron)
        {
            throw ServiceException.InvalidArgument(wrongCron);
        }
    }

    private static void CheckPolicies(StartWorkflowExecutionRequest request)
    {
        if (request.WorkflowIdReusePolicy == WorkflowIdReusePolicy.TerminateIfRunning
            && request.WorkflowIdConflictPolicy is not (WorkflowIdConflictPolicy.Unspecified or WorkflowIdConflictPolicy.TerminateExisting))
        {
            throw ServiceException.InvalidArgument(
                "Invalid WorkflowIDReusePolicy: WORKFLOW_ID_REUSE_POLICY_TERMINATE_IF_RUNNING cannot be used together with a WorkflowIDConflictPolicy");
        }

        if (request.WorkflowIdReusePolicy == WorkflowIdReusePolicy.RejectDuplicate
            && request.WorkflowIdConflictPolicy == WorkflowIdConflictPolicy.TerminateExisting)
        {
            throw ServiceException.InvalidArgument(
                "Invalid WorkflowIDReusePolicy: WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE cannot be used together with WorkflowIdConflictPolicy WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING");
        }
    }

    private static void CheckSizes(StartWorkflowExecutionRequest request, EngineServices services)
    {
        if ((request.Input?.CalculateSize() ?? 0) > services.Limits.BlobSizeError)
        {
            throw ServiceException.InvalidArgument("Blob data size exceeds limit.");
        }

        if ((request.Memo?.CalculateSize() ?? 0) > services.Limits.MemoSizeError)
        {
            throw ServiceException.InvalidArgument("Memo size exceeds limit.");
        }
    }

    private static void FillTimeouts(StartWorkflowExecutionRequest request)
    {
        var execution = request.WorkflowExecutionTimeout.OrZero();
        var run = request.WorkflowRunTimeout.OrZero();
        if (execution > TimeSpan.Zero && (run == TimeSpan.Zero || run > execution))
        {
            run = execution;
            request.WorkflowRunTimeout = run.ToDuration();
        }

        request.WorkflowTaskTimeout = TaskTimeout(request.WorkflowTaskTimeout, run).ToDuration();
    }

    /// <summary>The workflow task timeout: 10 s unless set, at most 120 s, and within the run timeout.</summary>
    public static TimeSpan TaskTimeout(Duration? asked, TimeSpan runTimeout)
    {
        var timeout = asked.IsSet() ? asked.OrZero() : DefaultTaskTimeout;
        timeout = timeout > MaximumTaskTimeout ? MaximumTaskTimeout : timeout;
        return runTimeout > TimeSpan.Zero && timeout > runTimeout ? runTimeout : timeout;
    }
}
