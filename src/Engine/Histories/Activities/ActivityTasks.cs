using Google.Protobuf;
using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Matching;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories.Activities;

/// <summary>Activities on their way to workers and back.</summary>
internal sealed class ActivityTasks(HistoryCore core)
{
    private const string NoSuchActivity = "invalid activityID or activity already timed out or invoking workflow is completed";

    /// <summary>Hands an attempt of an activity to a worker.</summary>
    /// <returns>The reply and what it waits for, or null when the attempt is no longer wanted.</returns>
    /// <param name="version">The worker's version.</param>
    public (PollActivityTaskQueueResponse Response, Task Commit)? Start(ActivityQueueTask item, string identity, DeploymentVersion? version = null)
    {
        var run = item.Run;
        lock (run.Gate)
        {
            if (item.IsStale || MovesFirst(run, version))
            {
                return null;
            }

            // Not waited for: a start that a crash loses is handed out again, and its answer refused.
            using var unit = core.Begin();
            unit.IsLazy = true;
            Start(unit.Open(run), item.Activity, identity);
            return (ActivityResponse(run, item.Activity), unit.Commit());
        }
    }

    /// <summary>
    /// An activity does not go ahead of its run: while the run is on its way to another version its activities wait, and an activity that
    /// comes to the version where the run is to go sends the run there first. When the run has arrived they are handed out anew.
    /// </summary>
    private bool MovesFirst(WorkflowRun run, DeploymentVersion? version)
    {
        var state = run.State;
        if (state.IsInTransition)
        {
            return true;
        }

        if (state.Version == version || state.Behavior == VersioningBehavior.Pinned)
        {
            return false;
        }

        var target = core.Services.Deployments.Routing(RunQueues.NormalQueue(run)).Target(run.WorkflowId);
        if (target.Version != version)
        {
            // Activities on a queue of their own may have versions of their own.
            return false;
        }

        using var unit = core.Begin();
        var transaction = unit.Open(run);
        transaction.StartTransition(target);
        transaction.EnsureWorkflowTask();
        core.Commit(unit, run);
        return true;
    }

    public PollActivityTaskQueueResponse StartEagerly(RunTransaction transaction, PendingActivity activity, string identity)
    {
        Start(transaction, activity, identity);
        return ActivityResponse(transaction.Run, activity);
    }

    /// <summary>The reply did not reach its worker: the same attempt goes back to the queue.</summary>
    public void Return(ByteString token)
    {
        var parsed = TaskToken.Decode(token);
        if (core.Runs.FindByKey(parsed.RunKey) is not { } handle)
        {
            return;
        }

        lock (handle.Workflow.Gate)
        {
            if (handle.Run is { State.IsRunning: true } run && run.State.Activities.TryGetValue(parsed.EventId, out var activity)
                && activity.IsStarted && activity.StartNumber == parsed.Number)
            {
                using var unit = core.Begin();
                unit.IsLazy = true;
                activity.StartedTime = null;
                activity.IsDispatched = !activity.IsPaused;
                unit.Open(run).Changed(activity);
                unit.Commit();
                if (activity.IsDispatched)
                {
                    core.Services.Matching.Queue(RunQueues.ActivityQueue(run, activity)).PutBack(RunQueues.Task(run, activity));
                }
            }
        }
    }

    public (ActivityOrders Orders, Task Commit) Heartbeat(ActivityTarget target, Payloads? details, string identity) =>
        OnActivity(target, unit => unit.IsLazy = true, (transaction, activity) =>
        {
            RequireStarted(activity);
            if (IsOversized(details))
            {
                transaction.Unit.IsLazy = false;
                CloseFailed(transaction, activity, Oversized(HeartbeatTooLarge), RetryState.NonRetryableFailure, identity, null);
                return new ActivityOrders(Cancel: true, Pause: false, Reset: false);
            }

            activity.RecordHeartbeat(transaction.Now, details);
            activity.LastWorkerIdentity = identity;

            // A disk that refuses would have each of them pile up; the next one after it takes again says the same.
            if (!core.Services.Journal.IsStalled)
            {
                transaction.Changed(activity);
            }

            return new ActivityOrders(activity.CancelRequested, activity.IsPaused, activity.IsReset);
        });

    public Task Complete(ActivityTarget target, Payloads? result, string identity, WorkerVersionStamp? version) =>
        OnActivity(target, null, (transaction, activity) =>
        {
            if (IsOversized(result))
            {
                return CloseFailed(transaction, activity, Oversized("Complete result exceeds size limit."), RetryState.NonRetryableFailure, identity, version);
            }

            // By its id an activity may be completed that no worker has started.
            if (!activity.IsStarted)
            {
                (activity.StartedTime, activity.StartedIdentity) = (transaction.Now, identity);
            }

            var startedEventId = WriteStarted(transaction, activity, version);
            transaction.Add(new HistoryEvent
            {
                EventType = EventType.ActivityTaskCompleted,
                ActivityTaskCompletedEventAttributes = new ActivityTaskCompletedEventAttributes
                {
                    Result = result,
                    ScheduledEventId = activity.ScheduledEventId,
                    StartedEventId = startedEventId,
                    Identity = identity,
                },
            });
            transaction.EnsureWorkflowTask();
            return true;
        }).Commit;

    /// <returns>What of the worker's answer could not be kept, and the commit.</returns>
    public (IReadOnlyList<Failure> Failures, Task Commit) Fail(ActivityTarget target, Failure? failure, Payloads? lastHeartbeat, string identity, WorkerVersionStamp? version)
    {
        var failures = new List<Failure>();
        return (failures, OnActivity(target, null, (transaction, activity) =>
        {
            RequireStarted(activity);
            if (IsOversized(lastHeartbeat))
            {
                failures.Add(Oversized(HeartbeatTooLarge));
            }
            else if (lastHeartbeat is not null)
            {
                activity.RecordHeartbeat(transaction.Now, lastHeartbeat);
            }

            activity.LastAttemptCompleteTime = transaction.Now;
            var reason = failure ?? new Failure();
            if (reason.CalculateSize() > core.Services.Limits.BlobSizeError)
            {
                reason = FailureCut.ForHistory(reason);
                failures.Add(reason);
            }

            var decision = DecideRetry(transaction, activity, reason);
            if (decision.Retries)
            {
                Retry(transaction, activity, reason, decision.Delay!.Value);
                return true;
            }

            return CloseFailed(transaction, activity, reason, decision.State, identity, version);
        }).Commit);
    }

    public Task Cancel(ActivityTarget target, Payloads? details, string identity) =>
        OnActivity(target, null, (transaction, activity) =>
        {
            RequireStarted(activity);
            if (IsOversized(details))
            {
                return CloseFailed(transaction, activity, Oversized("Cancel details exceeds size limit."), RetryState.NonRetryableFailure, identity, null);
            }

            if (!activity.CancelRequested)
            {
                throw ServiceException.InvalidArgument("unable to mark activity as canceled without activity being request canceled first");
            }

            var startedEventId = WriteStarted(transaction, activity, null);
            transaction.Add(new HistoryEvent
            {
                EventType = EventType.ActivityTaskCanceled,
                ActivityTaskCanceledEventAttributes = new ActivityTaskCanceledEventAttributes
                {
                    Details = details,
                    LatestCancelRequestedEventId = activity.CancelRequestedEventId,
                    ScheduledEventId = activity.ScheduledEventId,
                    StartedEventId = startedEventId,
                    Identity = identity,
                },
            });
            transaction.EnsureWorkflowTask();
            return true;
        }).Commit;

    /// <summary>An attempt has run out of time: it is retried, or the activity is closed.</summary>
    public static void TimeOut(RunTransaction transaction, PendingActivity activity, TimeoutType type)
    {
        var failure = TimeoutFailure($"activity {type} timeout", type);
        var decision = DecideRetry(transaction, activity, failure);
        if (decision.Retries)
        {
            Retry(transaction, activity, failure, decision.Delay!.Value);
            return;
        }

        if (decision.State == RetryState.Timeout && type != TimeoutType.ScheduleToStart)
        {
            failure = TimeoutFailure(
                "Not enough time to schedule next retry before activity ScheduleToClose timeout, giving up retrying", TimeoutType.ScheduleToClose);
        }

        failure.TimeoutFailureInfo.LastHeartbeatDetails = activity.HeartbeatDetails;
        failure.Cause = activity.LastFailure;
        var startedEventId = WriteStarted(transaction, activity, null);
        transaction.Add(new HistoryEvent
        {
            EventType = EventType.ActivityTaskTimedOut,
            ActivityTaskTimedOutEventAttributes = new ActivityTaskTimedOutEventAttributes
            {
                Failure = failure,
                ScheduledEventId = activity.ScheduledEventId,
                StartedEventId = startedEventId,
                RetryState = decision.State,
            },
        });
        transaction.EnsureWorkflowTask();
    }

    private static bool CloseFailed(
        RunTransaction transaction, PendingActivity activity, Failure failure, RetryState state, string identity, WorkerVersionStamp? version)
    {
        var startedEventId = WriteStarted(transaction, activity, version);
        transaction.Add(new HistoryEvent
        {
            EventType = EventType.ActivityTaskFailed,
            ActivityTaskFailedEventAttributes = new ActivityTaskFailedEventAttributes
            {
                Failure = failure,
                ScheduledEventId = activity.ScheduledEventId,
                StartedEventId = startedEventId,
                Identity = identity,
                RetryState = state,
            },
        });
        transaction.EnsureWorkflowTask();
        return true;
    }

    /// <summary>The start of the last attempt enters history with the close. 0 when there was none, or when it is buffered.</summary>
    private static long WriteStarted(RunTransaction transaction, PendingActivity activity, WorkerVersionStamp? version) => activity.StartedTime is not { } startedTime ? 0 : transaction.Add(new HistoryEvent
    {
        EventType = EventType.ActivityTaskStarted,
        EventTime = startedTime.ToTimestamp(),
        ActivityTaskStartedEventAttributes = new ActivityTaskStartedEventAttributes
        {
            ScheduledEventId = activity.ScheduledEventId,
            Identity = activity.StartedIdentity,
            RequestId = activity.RequestId,
            Attempt = activity.Attempt,
            LastFailure = activity.LastFailure,
            WorkerVersion = version,
        },
    }).EventId;

    private static RetryDecision DecideRetry(RunTransaction transaction, PendingActivity activity, Failure failure) =>
        activity.CancelRequested ? RetryDecision.Stop(RetryState.CancelRequested)
        : failure.TimeoutFailureInfo?.TimeoutType is TimeoutType.ScheduleToStart or TimeoutType.ScheduleToClose ? RetryDecision.Stop(RetryState.Timeout)
        : activity.IsPaused && RetryPolicies.IsRetryable(failure, activity.Options.RetryPolicy.NonRetryableErrorTypes) ? RetryDecision.After(TimeSpan.Zero)
        : RetryPolicies.Decide(activity.Options.RetryPolicy, activity.Attempt, transaction.Now, activity.RetryExpiration, failure);

    private static void Retry(RunTransaction transaction, PendingActivity activity, Failure failure, TimeSpan delay)
    {
        activity.Attempt++;
        failure = FailureCut.ForRetry(failure);
        transaction.Changed(activity);
        if (activity.IsPaused)
        {
            // Parked: when it goes on is decided by whoever unpauses it.
            activity.EndAttempt();
            activity.LastFailure = failure;
            return;
        }

        activity.Reschedule(transaction.Now.AddClamped(delay));
        activity.LastFailure = failure;
        activity.RetryInterval = delay;
        if (delay <= TimeSpan.Zero)
        {
            transaction.Dispatch(activity);
        }
    }

    private static Failure TimeoutFailure(string message, TimeoutType type) =>
        new() { Message = message, Source = "Server", TimeoutFailureInfo = new() { TimeoutType = type } };

    private const string HeartbeatTooLarge = "Heartbeat details exceed size limit.";

    private bool IsOversized(Payloads? details) => details is not null && details.CalculateSize() > core.Services.Limits.BlobSizeError;

    private static Failure Oversized(string message) => new()
    {
        Message = message,
        ServerFailureInfo = new ServerFailureInfo { NonRetryable = true },
    };

    private void Start(RunTransaction transaction, PendingActivity activity, string identity)
    {
        activity.StartedTime = transaction.Now;
        activity.StartedIdentity = identity;
        activity.RequestId = core.Services.NewId();
        activity.StartNumber = core.NextStart();
        transaction.Started(activity);
    }

    private PollActivityTaskQueueResponse ActivityResponse(WorkflowRun run, PendingActivity activity)
    {
        var scheduled = activity.Scheduled;
        return new PollActivityTaskQueueResponse
        {
            TaskToken = new TaskToken(core.Epoch, run.Key, activity.ScheduledEventId, activity.Attempt, activity.ScheduledEventId, activity.StartNumber).Encode(),
            WorkflowNamespace = run.Namespace,
            WorkflowType = run.State.Started.WorkflowType,
            WorkflowExecution = run.Execution,
            ActivityType = scheduled.ActivityType,
            ActivityId = activity.ActivityId,
            Header = scheduled.Header,
            Input = scheduled.Input,
            HeartbeatDetails = activity.HeartbeatDetails,
            ScheduledTime = activity.FirstScheduledTime.ToTimestamp(),
            CurrentAttemptScheduledTime = activity.AttemptScheduledTime.ToTimestamp(),
            StartedTime = activity.StartedTime!.Value.ToTimestamp(),
            Attempt = activity.Attempt,
            ScheduleToCloseTimeout = scheduled.ScheduleToCloseTimeout,
            StartToCloseTimeout = scheduled.StartToCloseTimeout,
            HeartbeatTimeout = scheduled.HeartbeatTimeout,
            RetryPolicy = activity.Options.RetryPolicy,
            Priority = RunQueues.Merge(run.State.Priority, activity.Options.Priority),
        };
    }

    /// <summary>Finds the activity that is meant, provided that it runs, and changes it.</summary>
    private (T Result, Task Commit) OnActivity<T>(ActivityTarget target, Action<UnitOfWork>? prepare, Func<RunTransaction, PendingActivity, T> change)
    {
        using var scope = Enter(target);
        var run = core.LoadOpen(scope.Handle);
        var activity = Find(target, run.State) ?? throw ServiceException.NotFound(target.Token is null
            ? $"cannot find pending activity with ActivityID {target.ActivityId}, check workflow execution history for more details"
            : NoSuchActivity);
        using var unit = core.Begin();
        prepare?.Invoke(unit);
        var result = change(unit.Open(run), activity);
        return (result, core.Commit(unit, run));
    }

    /// <summary>By its id an activity is found that no worker has; only completing it is allowed then.</summary>
    private static void RequireStarted(PendingActivity activity)
    {
        if (!activity.IsStarted)
        {
            throw ServiceException.NotFound(NoSuchActivity);
        }
    }

    private RunScope Enter(ActivityTarget target)
    {
        if (target.Token is not { } token)
        {
            core.Services.Namespaces.Get(target.Namespace);
            return core.Runs.Enter(target.Namespace, target.WorkflowId, target.RunId);
        }

        // A token of an earlier life of the server counts, if the start it names outlived that life.
        return core.Runs.FindByKey(token.RunKey) is { } handle
            ? RunScope.Of(handle)
            : throw ServiceException.NotFound(NoSuchActivity);
    }

    private static PendingActivity? Find(ActivityTarget target, MutableState state)
    {
        if (target.Token is not { } token)
        {
            return state.FindActivity(target.ActivityId);
        }

        return state.Activities.TryGetValue(token.EventId, out var activity) && activity.IsStarted
            && activity.Attempt == token.Attempt && activity.StartNumber == token.Number
            ? activity
            : null;
    }
}
