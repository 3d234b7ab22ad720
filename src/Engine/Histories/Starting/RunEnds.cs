using Mdlc.Engine.Deployments;
using Mdlc.Engine.Histories.Skipping;
using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Sdk.V1;

namespace Mdlc.Engine.Histories.Starting;

/// <summary>How runs end by themselves, and the runs that go on in their place.</summary>
internal sealed class RunEnds(HistoryCore core, RunCreation runs)
{
    public void Complete(RunTransaction transaction, long completedEventId, Payloads? result, UserMetadata? metadata)
    {
        var next = Cron(transaction);
        transaction.Add(new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionCompleted,
            UserMetadata = metadata,
            WorkflowExecutionCompletedEventAttributes = new WorkflowExecutionCompletedEventAttributes
            {
                Result = result,
                WorkflowTaskCompletedEventId = completedEventId,
                NewExecutionRunId = next?.RunId ?? "",
            },
        });
        Finish(transaction, next, result, null);
    }

    public void Fail(RunTransaction transaction, long completedEventId, Failure failure)
    {
        var (next, state) = RetryOrCron(transaction, failure);
        transaction.Add(new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionFailed,
            WorkflowExecutionFailedEventAttributes = new WorkflowExecutionFailedEventAttributes
            {
                Failure = failure,
                RetryState = state,
                WorkflowTaskCompletedEventId = completedEventId,
                NewExecutionRunId = next?.RunId ?? "",
            },
        });
        Finish(transaction, next, transaction.State.Started.LastCompletionResult, failure);
    }

    public void Cancel(RunTransaction transaction, long completedEventId, Payloads? details)
    {
        transaction.Add(new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionCanceled,
            WorkflowExecutionCanceledEventAttributes = new WorkflowExecutionCanceledEventAttributes
            {
                WorkflowTaskCompletedEventId = completedEventId,
                Details = details,
            },
        });
        RunClosing.AfterClose(transaction);
    }

    /// <summary>The run or the chain has reached its timeout.</summary>
    public void TimeOut(RunTransaction transaction)
    {
        var state = transaction.State;
        var failure = new Failure { Message = "workflow timeout", Source = "Server", TimeoutFailureInfo = new() { TimeoutType = TimeoutType.StartToClose } };
        NextRun? next = null;
        var retryState = RetryState.Timeout;
        if (state.ExecutionExpiration is not { } end || end > transaction.Now)
        {
            (next, retryState) = RetryOrCron(transaction, failure);
        }

        transaction.ForceCloseWorkflowTask();
        transaction.FlushBuffer();
        transaction.Add(new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionTimedOut,
            WorkflowExecutionTimedOutEventAttributes = new WorkflowExecutionTimedOutEventAttributes
            {
                RetryState = retryState,
                NewExecutionRunId = next?.RunId ?? "",
            },
        });
        Finish(transaction, next, state.Started.LastCompletionResult, failure);
    }

    public void Continue(RunTransaction transaction, long completedEventId, ContinueAsNewWorkflowExecutionCommandAttributes a)
    {
        var state = transaction.State;
        var started = state.Started;
        var runId = core.Services.NewId();
        var runTimeout = a.WorkflowRunTimeout.IsSet() ? a.WorkflowRunTimeout : started.WorkflowRunTimeout ?? new Duration();
        var taskTimeout = StartRequests.TaskTimeout(a.WorkflowTaskTimeout.IsSet() ? a.WorkflowTaskTimeout : started.WorkflowTaskTimeout, runTimeout.OrZero()).ToDuration();
        var type = a.WorkflowType is { Name.Length: > 0 } ? a.WorkflowType : started.WorkflowType;
        var queue = new TaskQueue { Name = a.TaskQueue is { Name.Length: > 0 } given ? given.Name : state.TaskQueue, Kind = TaskQueueKind.Normal };
        var initiator = a.Initiator == ContinueAsNewInitiator.Unspecified ? ContinueAsNewInitiator.Workflow : a.Initiator;
        transaction.Add(new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionContinuedAsNew,
            WorkflowExecutionContinuedAsNewEventAttributes = new WorkflowExecutionContinuedAsNewEventAttributes
            {
                NewExecutionRunId = runId,
                WorkflowType = type,
                TaskQueue = queue,
                Input = a.Input,
                WorkflowRunTimeout = runTimeout,
                WorkflowTaskTimeout = taskTimeout,
                WorkflowTaskCompletedEventId = completedEventId,
                BackoffStartInterval = a.BackoffStartInterval,
                Initiator = a.Initiator,
                Failure = a.Failure,
                LastCompletionResult = a.LastCompletionResult,
                Header = a.Header,
                Memo = PayloadValues.WithoutNulls(a.Memo),
                SearchAttributes = PayloadValues.WithoutNulls(a.SearchAttributes),
                InheritBuildId = a.InheritBuildId,
            },
        });
        var next = Successor(transaction, runId, initiator, ContinueAsNewBackoff(state, transaction.Now, a.BackoffStartInterval.OrZero(), core.Services.Limits.ContinueAsNewMinInterval));
        next.WorkflowType = type;
        next.TaskQueue = queue;
        next.Input = a.Input;
        next.WorkflowRunTimeout = runTimeout;
        next.WorkflowTaskTimeout = taskTimeout;
        next.RetryPolicy = a.RetryPolicy is null ? null : RetryPolicies.WithDefaults(a.RetryPolicy);
        next.CronSchedule = a.CronSchedule;
        next.Header = a.Header;
        next.Memo = PayloadValues.WithoutNulls(a.Memo);
        next.SearchAttributes = PayloadValues.WithoutNulls(a.SearchAttributes);
        next.ContinuedFailure = a.Failure;
        next.LastCompletionResult = a.LastCompletionResult;
        VersioningInheritance.ForContinuedAsNew(
            next, state, a.InitialVersioningBehavior, version => core.Services.Deployments.Serves(version, new(transaction.Run.Namespace, queue.Name, TaskQueueType.Workflow)));
        StartSuccessor(transaction, next, runId);
        RunClosing.AfterClose(transaction);
    }

    /// <summary>A workflow that continues as new faster than the minimal interval waits for the rest of it.</summary>
    public static TimeSpan ContinueAsNewBackoff(MutableState state, DateTime now, TimeSpan asked, TimeSpan minimum)
    {
        // A clock that was set back must not make it wait for longer than the interval.
        var lifetime = now > state.FirstTaskTime ? now - state.FirstTaskTime : TimeSpan.Zero;
        return lifetime + asked < minimum ? minimum - lifetime : asked;
    }

    private sealed record NextRun(string RunId, TimeSpan Backoff, ContinueAsNewInitiator Initiator);

    private NextRun? Cron(RunTransaction transaction)
    {
        var state = transaction.State;
        if (state.Started.CronSchedule.Length == 0
            || CronSchedules.NextDelay(state.Started.CronSchedule, state.FirstTaskTime, transaction.Now) is not { } delay
            || (state.ExecutionExpiration is { } end && transaction.Now.AddClamped(delay) > end))
        {
            return null;
        }

        return new NextRun(core.Services.NewId(), delay, ContinueAsNewInitiator.CronSchedule);
    }

    private (NextRun? Next, RetryState State) RetryOrCron(RunTransaction transaction, Failure failure)
    {
        var state = transaction.State;
        var decision = RetryPolicies.Decide(state.Started.RetryPolicy, state.Started.Attempt, transaction.Now, state.ExecutionExpiration, failure);
        return decision.Retries
            ? (new NextRun(core.Services.NewId(), decision.Delay!.Value, ContinueAsNewInitiator.Retry), decision.State)
            : (Cron(transaction), decision.State);
    }

    private void Finish(RunTransaction transaction, NextRun? next, Payloads? lastResult, Failure? failure)
    {
        if (next is not null)
        {
            var attributes = Successor(transaction, next.RunId, next.Initiator, next.Backoff);
            attributes.LastCompletionResult = lastResult;
            attributes.ContinuedFailure = failure;
            attributes.Attempt = next.Initiator == ContinueAsNewInitiator.Retry ? transaction.State.Started.Attempt + 1 : 1;
            attributes.VersioningOverride = VersioningOverrides.Inherited(transaction.State.Versioning?.VersioningOverride);
            attributes.DeclinedTargetVersionUpgrade = transaction.State.Started.DeclinedTargetVersionUpgrade;
            if (next.Initiator == ContinueAsNewInitiator.Retry)
            {
                VersioningInheritance.ForRetry(attributes, transaction.State);
            }

            StartSuccessor(transaction, attributes, next.RunId);
        }

        RunClosing.AfterClose(transaction);
    }

    /// <summary>The first event of the run after this one, as far as both agree.</summary>
    private static WorkflowExecutionStartedEventAttributes Successor(RunTransaction transaction, string runId, ContinueAsNewInitiator initiator, TimeSpan backoff)
    {
        var next = transaction.State.Started.Clone();
        next.ContinuedExecutionRunId = transaction.Run.RunId;
        next.OriginalExecutionRunId = runId;
        next.Initiator = initiator;
        next.FirstWorkflowTaskBackoff = backoff > TimeSpan.Zero ? backoff.ToDuration() : null;
        next.PrevAutoResetPoints = transaction.State.CarryResetPoints(transaction.Run.RunId, transaction.Now);
        (next.TimeSkippingConfig, next.TimeSkippingStatePropagation) = SkippingInheritance.ForNextRun(transaction.State.Skipping);
        next.Attempt = 1;
        next.Identity = "";
        next.EagerExecutionAccepted = false;
        (next.VersioningOverride, next.InheritedPinnedVersion, next.InheritedAutoUpgradeInfo, next.DeclinedTargetVersionUpgrade) = (null, null, null, null);
        return next;
    }

    private void StartSuccessor(RunTransaction transaction, WorkflowExecutionStartedEventAttributes attributes, string runId)
    {
        var metadata = transaction.State.UserMetadata;
        var created = runs.Create(transaction.Unit, transaction.Run.Handle.Workflow, runId, core.Services.NewId(), attributes, metadata, []);
        created.EnsureWorkflowTask();
        core.Runs.KeepClosed(transaction.Run.Handle);
    }
}
