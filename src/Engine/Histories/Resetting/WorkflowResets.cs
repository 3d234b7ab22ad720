using Google.Protobuf.WellKnownTypes;
using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.Starting;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories.Resetting;

/// <summary>Workflows that begin again from a place in their history.</summary>
internal sealed class WorkflowResets(HistoryCore core, RunCreation runs, WorkflowOptions options)
{
    /// <summary>How the server signs the end of a run that was reset.</summary>
    private const string ResetterIdentity = "history-resetter";

    /// <summary>
    /// Begins a new run with a part of an earlier run's history. What came from outside after that part is applied again; the run that is
    /// current until then ends.
    /// </summary>
    /// <returns>The new run, and the commit.</returns>
    public (string RunId, Task Commit) Reset(ResetWorkflowExecutionRequest request)
    {
        ResetRequests.Check(request, core.Services.Limits);
        core.Services.Namespaces.Get(request.Namespace);
        using var scope = core.Runs.Enter(request.Namespace, request.WorkflowExecution.WorkflowId, request.WorkflowExecution.RunId);
        var source = core.Runs.Load(scope.Handle);
        if (request.WorkflowTaskFinishEventId <= 1 || request.WorkflowTaskFinishEventId >= source.State.NextEventId)
        {
            throw ServiceException.InvalidArgument("Workflow task finish ID must be > 1 && <= workflow last event ID.");
        }

        if (!source.History.BeginsBatch(request.WorkflowTaskFinishEventId))
        {
            throw ServiceException.InvalidArgument(
                $"StateRebuilder unable to Rebuild mutable state to event ID: {request.WorkflowTaskFinishEventId - 1}, version: 0, this event must be at the boundary");
        }

        var updates = ResetRequests.OptionUpdates(request);

        // Temporal 1.32 forgets the request in the new run and so resets twice; a reply that was lost is no reason to.
        var current = core.Runs.Load(scope.Handle.Workflow.Current!);
        return MadeBy(request.RequestId, source, current) is { } made
            ? (made.RunId, made.LastCommit)
            : BeginAgain(source, current, request, updates);
    }

    /// <summary>The run that an earlier try of the request made: the current one, unless that has been reset or has continued since.</summary>
    private WorkflowRun? MadeBy(string requestId, WorkflowRun source, WorkflowRun current) =>
        ResetsOf(source).Prepend(current).FirstOrDefault(run => run.State.RequestIds.Contains(requestId));

    /// <summary>The run that a reset put in the run's place, the one in that one's, and so on, as far as they are kept.</summary>
    private IEnumerable<WorkflowRun> ResetsOf(WorkflowRun run)
    {
        while (run.State.ResetRunId is { Length: > 0 } next && core.Runs.Find(run.Namespace, run.WorkflowId, next) is { } handle)
        {
            yield return run = core.Runs.Load(handle);
        }
    }

    private (string RunId, Task Commit) BeginAgain(
        WorkflowRun source, WorkflowRun current, ResetWorkflowExecutionRequest request, IReadOnlyList<(WorkflowExecutionOptions Options, FieldMask Mask)> updates)
    {
        // What asked for the workflow stays what started it.
        var fresh = new WorkflowRun(new RunHandle(source.Handle.Workflow, core.Services.Journal.NextRunKey(), core.Services.NewId(), source.Handle.RequestId));
        fresh.Copy(source.History, request.WorkflowTaskFinishEventId);
        if (fresh.State.Task is not { } task)
        {
            throw ServiceException.InvalidArgument(
                $"Can only reset workflow to event ID in range [WorkflowTaskScheduled +1, WorkflowTaskStarted + 1]: {request.WorkflowTaskFinishEventId}");
        }

        foreach (var (changed, _) in updates)
        {
            options.CheckOverride(changed.VersioningOverride, fresh);
        }

        // Nothing has changed so far; from here on nothing is refused.
        using var unit = core.Begin();
        EndForReset(unit, current, request.Reason);
        var transaction = runs.Register(unit, fresh);
        transaction.UpsertVisibility();
        transaction.Serve(request.RequestId);
        transaction.WriteHistory();
        unit.Open(source).NoteReset(fresh.RunId);
        transaction.FailResetTask(task, source.RunId, request.Reason);
        EventReapplication.Apply(transaction, ChainFrom(source, request.WorkflowTaskFinishEventId), ResetRequests.Excluded(request));
        foreach (var (changed, mask) in updates)
        {
            options.Update(transaction, changed, mask, "");
        }

        GoOn(transaction);
        transaction.EnsureWorkflowTask();
        return (fresh.RunId, core.Commit(unit, fresh));
    }

    private void EndForReset(UnitOfWork unit, WorkflowRun current, string reason)
    {
        if (current.State.IsRunning)
        {
            // Its parent and its children hear nothing of it: they belong to the new run.
            var ending = unit.Open(current);
            RunClosing.AddTermination(ending, reason, null, ResetterIdentity, []);
            ending.EndBatch();
            core.Runs.KeepClosed(current.Handle);
        }
    }

    /// <summary>What happened in the run from the event on, and in the runs that it continued as, as far as they are kept.</summary>
    private IEnumerable<HistoryEvent> ChainFrom(WorkflowRun source, long firstEventId)
    {
        for (WorkflowRun? run = source; run is not null; firstEventId = 1)
        {
            var events = run.History.From(firstEventId).ToList();
            foreach (var e in events)
            {
                yield return e;
            }

            var next = run.State.CloseEvent?.WorkflowExecutionContinuedAsNewEventAttributes?.NewExecutionRunId;
            run = next is not null && core.Runs.Find(run.Namespace, run.WorkflowId, next) is { } handle ? core.Runs.Load(handle) : null;
        }
    }

    /// <summary>What the copied history left to do is done anew: activities, and what is asked of other workflows.</summary>
    private static void GoOn(RunTransaction transaction)
    {
        var state = transaction.State;
        foreach (var activity in state.Activities.Values)
        {
            transaction.Dispatch(activity);
        }

        foreach (var child in state.Children.Values.Where(child => child.RunId.Length == 0))
        {
            transaction.Unit.Promise(OutboxKind.StartChild, transaction.Run.Key, child.InitiatedEventId);
        }

        foreach (var signal in state.ExternalSignals.Values)
        {
            transaction.Unit.Promise(OutboxKind.SignalExternal, transaction.Run.Key, signal.InitiatedEventId);
        }

        foreach (var cancel in state.ExternalCancels.Values)
        {
            transaction.Unit.Promise(OutboxKind.CancelExternal, transaction.Run.Key, cancel.InitiatedEventId);
        }

        foreach (var operation in state.Operations.Values)
        {
            transaction.Unit.Promise(OutboxKind.ServeOperation, transaction.Run.Key, operation.InitiatedEventId);
        }
    }
}
