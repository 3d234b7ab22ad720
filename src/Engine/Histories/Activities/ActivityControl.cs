using System.Buffers.Binary;
using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Temporalio.Api.Activity.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories.Activities;

/// <summary>What an operator may do with pending activities: pause, unpause, reset, and change their options.</summary>
internal sealed class ActivityControl(HistoryCore core)
{
    public Task Pause(PauseActivityRequest request) => OnActivities(
        request.Namespace, request.Execution, ActivitySelection.Of(request), (transaction, selected) =>
        {
            if (selected.Any(activity => activity.Pause is { } pause && pause.RequestId != request.RequestId))
            {
                throw new ServiceException(Grpc.Core.StatusCode.FailedPrecondition, "activity is already paused");
            }

            return activity =>
            {
                activity.Pause ??= new ActivityPause(transaction.Now, request.Identity, request.Reason, request.RequestId);
                if (!activity.IsStarted)
                {
                    activity.Withdraw();
                }
            };
        });

    public Task Unpause(UnpauseActivityRequest request) => OnActivities(
        request.Namespace, request.Execution, ActivitySelection.Of(request), (transaction, _) => activity =>
        {
            if (!activity.IsPaused)
            {
                return;
            }

            activity.Pause = null;
            if (request.ResetAttempts)
            {
                activity.Attempt = 1;
            }

            if (request.ResetHeartbeat)
            {
                activity.ForgetHeartbeats();
            }

            if (!activity.IsStarted)
            {
                activity.Reschedule(transaction.Now + Jitter(request.Jitter));
            }
        });

    public Task Reset(ResetActivityRequest request) => OnActivities(
        request.Namespace, request.Execution, ActivitySelection.Of(request), (transaction, _) => activity =>
        {
            activity.Attempt = 1;
            activity.IsReset = true;
            activity.ForgetsHeartbeats |= request.ResetHeartbeat;
            if (request.ResetHeartbeat && !activity.IsStarted)
            {
                activity.ForgetHeartbeats();
            }

            if (request.RestoreOriginalOptions)
            {
                activity.Options = PendingActivity.OptionsOf(activity.Scheduled);
            }

            if (!request.KeepPaused)
            {
                activity.Pause = null;
            }

            if (activity.IsStarted)
            {
                // Its worker hears of it by heartbeat, and may go on.
                transaction.Started(activity);
            }
            else if (!activity.IsPaused)
            {
                activity.Reschedule(transaction.Now + Jitter(request.Jitter));
            }
        });

    /// <returns>The options that hold now, and the commit.</returns>
    public (ActivityOptions Options, Task Commit) UpdateOptions(UpdateActivityOptionsRequest request)
    {
        var mask = request.UpdateMask?.Paths ?? [];
        if (mask.Count > 0 && request.RestoreOriginal)
        {
            throw ServiceException.InvalidArgument("Both UpdateMask and RestoreOriginal are provided");
        }

        ActivityOptions? options = null;
        var commit = OnActivities(request.Namespace, request.Execution, ActivitySelection.Of(request), (transaction, selected) =>
        {
            if (!request.RestoreOriginal)
            {
                ActivityOptionChanges.Check(request);
            }

            var changed = selected.ToDictionary(activity => activity, activity => request.RestoreOriginal
                ? PendingActivity.OptionsOf(activity.Scheduled)
                : ActivityOptionChanges.Apply(activity, request.ActivityOptions, mask, transaction.State.TaskQueue));
            return activity =>
            {
                activity.Options = options = changed[activity];
                if (!activity.IsStarted)
                {
                    activity.Reschedule(NextAttemptTime(activity));
                }
            };
        });
        return (request.RestoreOriginal ? options! : ActivityDescription.WithoutFinalErrors(options!), commit);
    }

    /// <summary>When the present attempt is due by the policy as it is now.</summary>
    private static DateTime NextAttemptTime(PendingActivity activity) =>
        activity is { Attempt: > 1, LastAttemptCompleteTime: { } completed }
            ? completed.AddClamped(RetryPolicies.NextDelay(activity.Options.RetryPolicy, activity.Attempt, null))
            : activity.AttemptScheduledTime;

    /// <summary>Changes the selected activities of an open run.</summary>
    /// <param name="prepare">Refuses, while nothing is changed yet, or returns what is to be done with each of them.</param>
    private Task OnActivities(
        string ns, WorkflowExecution? execution, ActivitySelection selection,
        Func<RunTransaction, IReadOnlyList<PendingActivity>, Action<PendingActivity>> prepare)
    {
        core.Services.Namespaces.Get(ns);
        return core.Change(ns, execution!.WorkflowId, execution.RunId, transaction =>
        {
            var selected = selection.In(transaction.State);
            var change = prepare(transaction, selected);
            foreach (var activity in selected)
            {
                change(activity);
                transaction.Changed(activity);
                if (activity.AwaitsDispatch && activity.AttemptScheduledTime <= transaction.Now)
                {
                    transaction.Dispatch(activity);
                }
            }

            transaction.UpsertVisibility();
        });
    }

    /// <summary>A delay between nothing and the limit, so that many activities do not go on at the same moment.</summary>
    private TimeSpan Jitter(Duration? limit) =>
        limit.OrZero() * (BinaryPrimitives.ReadUInt32LittleEndian(core.Services.NewGuid().ToByteArray()) / (double)uint.MaxValue);
}
