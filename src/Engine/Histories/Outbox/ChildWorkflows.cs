using Mdlc.Engine.Deployments;
using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.Signals;
using Mdlc.Engine.Histories.Starting;
using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Matching;

namespace Mdlc.Engine.Histories.Outbox;

/// <summary>What parents and their children owe one another.</summary>
internal sealed class ChildWorkflows(HistoryCore core, RunCreation runs)
{
    private static bool IsMine(RunHandle handle, WorkflowExecution parent, long initiatedEventId) =>
        handle.Run?.State.Started is { } started && started.ParentWorkflowExecution?.RunId == parent.RunId
        && started.ParentInitiatedEventId == initiatedEventId;

    public void Start(RunHandle parentHandle, long initiatedEventId)
    {
        StartChildWorkflowExecutionInitiatedEventAttributes initiated;
        WorkflowExecution parent;
        WorkflowExecution root;
        Temporalio.Api.Sdk.V1.UserMetadata? metadata;
        bool parentIsOpen;
        var inherited = new WorkflowExecutionStartedEventAttributes();
        lock (parentHandle.Workflow.Gate)
        {
            var run = core.Runs.Load(parentHandle);
            if (!run.State.Children.TryGetValue(initiatedEventId, out var pending) || pending.RunId.Length > 0)
            {
                return;
            }

            (initiated, parent, metadata) = (pending.Initiated, run.Execution, pending.UserMetadata);
            root = run.State.Started.RootWorkflowExecution ?? run.Execution;
            parentIsOpen = run.State.IsRunning;
            inherited.TaskQueue = initiated.TaskQueue;
            if (initiated.VersioningOverride is null && initiated.Namespace == run.Namespace)
            {
                VersioningInheritance.ForChild(inherited, run.State, version => core.Services.Deployments.Serves(version, QueueOf(initiated)));
            }
        }

        if (!parentIsOpen)
        {
            EndHalfStarted(initiated, ChildRequestId(parent, initiatedEventId));
            return;
        }

        if (!core.Services.Namespaces.TryGet(initiated.Namespace, out var ns) || ns.NamespaceInfo.State == NamespaceState.Deleted)
        {
            ChildFailed(parentHandle, initiated, initiatedEventId, StartChildWorkflowExecutionFailedCause.NamespaceNotFound);
            return;
        }

        if (VersioningOverrides.Unserved(initiated.VersioningOverride, QueueOf(initiated), core.Services.Deployments) is not null)
        {
            ChildFailed(parentHandle, initiated, initiatedEventId, StartChildWorkflowExecutionFailedCause.InvalidVersioningOverride);
            return;
        }

        RunHandle? child;
        using (var scope = core.Runs.Enter(initiated.Namespace, initiated.WorkflowId))
        {
            child = FindOrStartChild(scope.Workflow, initiated, initiatedEventId, parentHandle, parent, root, metadata, inherited);
        }

        if (child is null)
        {
            ChildFailed(parentHandle, initiated, initiatedEventId, StartChildWorkflowExecutionFailedCause.WorkflowAlreadyExists);
        }
        else
        {
            if (!ChildStarted(parentHandle, initiated, initiatedEventId, child))
            {
                EndHalfStarted(initiated, child.RequestId);
            }
        }
    }

    private static QueueKey QueueOf(StartChildWorkflowExecutionInitiatedEventAttributes initiated) => new(initiated.Namespace, initiated.TaskQueue.Name, TaskQueueType.Workflow);

    /// <summary>Deterministic, so that the same start after a crash is recognised.</summary>
    private static string ChildRequestId(WorkflowExecution parent, long initiatedEventId) => $"{parent.RunId}:{initiatedEventId}:0";

    /// <summary>The parent closed while its child was being started: such a child never runs, whatever its close policy.</summary>
    private void EndHalfStarted(StartChildWorkflowExecutionInitiatedEventAttributes initiated, string requestId)
    {
        if (!core.Runs.TryEnter(initiated.Namespace, initiated.WorkflowId, "", out var scope))
        {
            return;
        }

        using (scope)
        {
            if (scope.Handle.RequestId == requestId)
            {
                core.OnOpenRun(scope.Handle, transaction => RunClosing.Terminate(transaction, "by parent close policy", null, EngineServices.ServerIdentity));
            }
        }
    }

    /// <returns>The child's run, or null when the id's policy forbids it.</returns>
    private RunHandle? FindOrStartChild(
        WorkflowHandle workflow, StartChildWorkflowExecutionInitiatedEventAttributes initiated, long initiatedEventId, RunHandle parentHandle,
        WorkflowExecution parent, WorkflowExecution root, Temporalio.Api.Sdk.V1.UserMetadata? metadata, WorkflowExecutionStartedEventAttributes inherited)
    {
        var requestId = ChildRequestId(parent, initiatedEventId);
        using var unit = core.Begin();
        if (workflow.Current is { } current)
        {
            if (current.RequestId == requestId || IsMine(current, parent, initiatedEventId))
            {
                return current;
            }

            var action = WorkflowIdPolicies.Decide(
                current.Status, false, initiated.WorkflowIdReusePolicy, WorkflowIdConflictPolicy.Unspecified, TimeSpan.MaxValue, TimeSpan.Zero);
            if (action == WorkflowIdAction.TerminateAndStart)
            {
                RunClosing.Terminate(unit.Open(core.Runs.Load(current)), "TerminateIfRunning WorkflowIdReusePolicy", null, EngineServices.ServerIdentity);
            }
            else if (action != WorkflowIdAction.Start)
            {
                return null;
            }
        }

        var runId = core.Services.NewRunId();
        var now = unit.Now + (initiated.TimeSkippingStatePropagation?.InitialSkippedDuration.OrZero() ?? TimeSpan.Zero);
        var attributes = ChildAttributes(initiated, initiatedEventId, parentHandle, parent, root, runId, now);
        attributes.VersioningOverride = VersioningOverrides.Normalize(initiated.VersioningOverride) ?? inherited.VersioningOverride;
        (attributes.InheritedPinnedVersion, attributes.InheritedAutoUpgradeInfo) = (inherited.InheritedPinnedVersion, inherited.InheritedAutoUpgradeInfo);
        var created = runs.Create(unit, workflow, runId, requestId, attributes, metadata, []);
        core.Commit(unit, created.Run);
        return created.Run.Handle;
    }

    private WorkflowExecutionStartedEventAttributes ChildAttributes(
        StartChildWorkflowExecutionInitiatedEventAttributes initiated, long initiatedEventId, RunHandle parentHandle,
        WorkflowExecution parent, WorkflowExecution root, string runId, DateTime now)
    {
        var backoff = initiated.CronSchedule.Length > 0 ? CronSchedules.NextDelay(initiated.CronSchedule, now, now) ?? TimeSpan.Zero : TimeSpan.Zero;
        return new WorkflowExecutionStartedEventAttributes
        {
            WorkflowType = initiated.WorkflowType,
            WorkflowId = initiated.WorkflowId,
            ParentWorkflowNamespace = parentHandle.Namespace,
            ParentWorkflowNamespaceId = core.Services.Namespaces.IdOf(parentHandle.Namespace),
            ParentWorkflowExecution = parent,
            ParentInitiatedEventId = initiatedEventId,
            RootWorkflowExecution = root,
            TaskQueue = initiated.TaskQueue,
            Input = initiated.Input,
            WorkflowExecutionTimeout = initiated.WorkflowExecutionTimeout,
            WorkflowRunTimeout = initiated.WorkflowRunTimeout,
            WorkflowTaskTimeout = initiated.WorkflowTaskTimeout,
            FirstExecutionRunId = runId,
            OriginalExecutionRunId = runId,
            RetryPolicy = initiated.RetryPolicy,
            Attempt = 1,
            CronSchedule = initiated.CronSchedule,
            Initiator = initiated.CronSchedule.Length > 0 ? ContinueAsNewInitiator.CronSchedule : ContinueAsNewInitiator.Unspecified,
            FirstWorkflowTaskBackoff = backoff.ToDuration(),
            Memo = PayloadValues.WithoutNulls(initiated.Memo),
            SearchAttributes = PayloadValues.WithoutNulls(initiated.SearchAttributes),
            Header = initiated.Header,
            Priority = initiated.Priority,
            TimeSkippingConfig = initiated.TimeSkippingConfig,
            TimeSkippingStatePropagation = initiated.TimeSkippingStatePropagation,
            WorkflowExecutionExpirationTime = initiated.WorkflowExecutionTimeout.IsSet()
                ? now.AddClamped(initiated.WorkflowExecutionTimeout.OrZero() + backoff).ToTimestamp()
                : null,
        };
    }

    /// <returns>False when the parent has closed.</returns>
    private bool ChildStarted(RunHandle parentHandle, StartChildWorkflowExecutionInitiatedEventAttributes initiated, long initiatedEventId, RunHandle child)
    {
        lock (parentHandle.Workflow.Gate)
        {
            var parent = core.Runs.Load(parentHandle);
            if (!parent.State.IsRunning)
            {
                return false;
            }

            if (parent.State.Children.GetValueOrDefault(initiatedEventId) is not { RunId.Length: 0 })
            {
                return true;
            }

            using var unit = core.Begin();
            var transaction = unit.Open(parent);
            transaction.Add(new HistoryEvent
            {
                EventType = EventType.ChildWorkflowExecutionStarted,
                ChildWorkflowExecutionStartedEventAttributes = new ChildWorkflowExecutionStartedEventAttributes
                {
                    Namespace = initiated.Namespace,
                    NamespaceId = initiated.NamespaceId,
                    InitiatedEventId = initiatedEventId,
                    WorkflowExecution = new WorkflowExecution { WorkflowId = child.WorkflowId, RunId = child.RunId },
                    WorkflowType = initiated.WorkflowType,
                    Header = initiated.Header,
                },
            });
            transaction.EnsureWorkflowTask();
            unit.Promise(OutboxKind.ScheduleFirstTask, child.Key, 0);
            core.Commit(unit, parent);
            return true;
        }
    }

    private void ChildFailed(
        RunHandle parentHandle, StartChildWorkflowExecutionInitiatedEventAttributes initiated, long initiatedEventId, StartChildWorkflowExecutionFailedCause cause) =>
        core.OnOpenRun(parentHandle, transaction =>
        {
            if (!transaction.State.Children.ContainsKey(initiatedEventId))
            {
                return;
            }

            transaction.Add(new HistoryEvent
            {
                EventType = EventType.StartChildWorkflowExecutionFailed,
                StartChildWorkflowExecutionFailedEventAttributes = new StartChildWorkflowExecutionFailedEventAttributes
                {
                    Namespace = initiated.Namespace,
                    NamespaceId = initiated.NamespaceId,
                    WorkflowId = initiated.WorkflowId,
                    WorkflowType = initiated.WorkflowType,
                    Cause = cause,
                    Control = initiated.Control,
                    InitiatedEventId = initiatedEventId,
                },
            });
            transaction.EnsureWorkflowTask();
        });

    public void ScheduleFirstTask(RunHandle child) => core.OnOpenRun(child, static transaction =>
    {
        if (!transaction.State.HasCompletedAnyTask)
        {
            transaction.EnsureWorkflowTask();
        }
    });

    public void NotifyParent(RunHandle childHandle)
    {
        HistoryEvent close;
        WorkflowExecutionStartedEventAttributes started;
        lock (childHandle.Workflow.Gate)
        {
            var child = core.Runs.Load(childHandle);
            (close, started) = (child.State.CloseEvent!, child.State.Started);
        }

        var parent = started.ParentWorkflowExecution;
        if (!core.Runs.TryEnter(started.ParentWorkflowNamespace, parent.WorkflowId, parent.RunId, out var scope))
        {
            return;
        }

        using (scope)
        {
            // Whether it runs is known under its gate only: a reset may have put another run in its place while this waited.
            if (InPlaceOf(scope.Handle) is not { } parentHandle)
            {
                return;
            }

            var execution = new WorkflowExecution { WorkflowId = childHandle.WorkflowId, RunId = childHandle.RunId };
            core.OnOpenRun(parentHandle, transaction =>
            {
                if (transaction.State.Children.TryGetValue(started.ParentInitiatedEventId, out var pending))
                {
                    if (pending.RunId.Length == 0)
                    {
                        // The child closed (was terminated) before its start was recorded.
                        ChildStarted(parentHandle, pending.Initiated, pending.InitiatedEventId, childHandle);
                    }

                    transaction.Add(ChildClosure.Event(close, pending, execution));
                    transaction.EnsureWorkflowTask();
                }
            });
        }
    }

    /// <summary>The run that asked for the child, or the one that a reset put in its place; null when there is none. Call it under the gate.</summary>
    private RunHandle? InPlaceOf(RunHandle parent)
    {
        var handle = parent;
        while (handle is not null && handle.Status != WorkflowExecutionStatus.Running)
        {
            var next = core.Runs.Load(handle).State.ResetRunId;
            handle = next.Length > 0 ? core.Runs.Find(parent.Namespace, parent.WorkflowId, next) : null;
        }

        return handle;
    }

    public void ApplyClosePolicies(RunHandle parentHandle)
    {
        List<PendingChild> children;
        WorkflowExecution parent;
        lock (parentHandle.Workflow.Gate)
        {
            var run = core.Runs.Load(parentHandle);
            children = [.. run.State.Children.Values];
            parent = run.Execution;
        }

        foreach (var child in children)
        {
            // By workflow id: the child may have continued as new since.
            if (child.RunId.Length > 0 && core.Runs.TryEnter(child.Initiated.Namespace, child.Initiated.WorkflowId, "", out var scope))
            {
                using (scope)
                {
                    ApplyClosePolicy(child.Initiated.ParentClosePolicy, scope.Handle, child.RunId, parent);
                }
            }
        }
    }

    private void ApplyClosePolicy(ParentClosePolicy policy, RunHandle child, string firstRunId, WorkflowExecution parent) => core.OnOpenRun(child, transaction =>
    {
        var started = transaction.State.Started;
        if (started.FirstExecutionRunId != firstRunId || started.ParentWorkflowExecution?.RunId != parent.RunId)
        {
            return;
        }

        switch (policy)
        {
            case ParentClosePolicy.Terminate:
                RunClosing.Terminate(transaction, "by parent close policy", null, EngineServices.ServerIdentity);
                break;
            case ParentClosePolicy.RequestCancel:
                SignalEvents.RequestCancel(
                    transaction, "", new WorkflowExecutionCancelRequestedEventAttributes { ExternalWorkflowExecution = parent, Identity = EngineServices.ServerIdentity }, []);
                break;
        }
    });
}
