using Grpc.Core;
using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Histories.State.Updates;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Temporalio.Api.ErrorDetails.V1;
using Temporalio.Api.Update.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories.Updates;

/// <summary>Updates of workflows, from the asking to the outcome.</summary>
internal sealed class WorkflowUpdates(HistoryCore core)
{
    /// <summary>Asks a workflow for an update, or joins one of that id, and waits as far as the caller wants.</summary>
    public async Task<UpdateWorkflowExecutionResponse> Ask(UpdateWorkflowExecutionRequest request, CancellationToken cancellationToken)
    {
        core.Services.Namespaces.Get(request.Namespace);
        UpdateRequests.Prepare(request, core.Services);
        WorkflowRun run;
        WorkflowUpdate update;
        using (var scope = core.Runs.Enter(request.Namespace, request.WorkflowExecution.WorkflowId, request.WorkflowExecution.RunId))
        {
            run = core.Runs.Load(scope.Handle);
            run.Handle.RequireFirstRun(request.FirstExecutionRunId);
            using var unit = core.Begin();
            update = Admit(unit, run, request.Request);
            _ = unit.Commit();
        }

        var progress = await Await(run, update, request.WaitPolicy.LifecycleStage, cancellationToken).ConfigureAwait(false);
        return Response(run, request.Request, progress);
    }

    /// <summary>Waits for an update that somebody asked for.</summary>
    public async Task<PollWorkflowExecutionUpdateResponse> Poll(PollWorkflowExecutionUpdateRequest request, CancellationToken cancellationToken)
    {
        core.Services.Namespaces.Get(request.Namespace);
        if (request.UpdateRef is not { } reference)
        {
            throw ServiceException.InvalidArgument("UpdateRef is not set on request.");
        }

        WorkflowRun run;
        WorkflowUpdate update;
        using (var scope = core.Runs.Enter(request.Namespace, reference.WorkflowExecution?.WorkflowId ?? "", reference.WorkflowExecution?.RunId ?? ""))
        {
            run = core.Runs.Load(scope.Handle);
            update = run.Updates.Find(reference.UpdateId) ?? throw ServiceException.NotFound($"update \"{reference.UpdateId}\" not found");
        }

        var stage = request.WaitPolicy?.LifecycleStage ?? UpdateWorkflowExecutionLifecycleStage.Unspecified;
        var progress = await Await(run, update, stage, cancellationToken).ConfigureAwait(false);
        return new PollWorkflowExecutionUpdateResponse { UpdateRef = Reference(run, update.Id), Stage = progress.Stage, Outcome = progress.Outcome };
    }

    /// <summary>The update of the request's id: the one that is known, or a new one with a workflow task to carry it.</summary>
    /// <exception cref="ServiceException">The run takes no updates now.</exception>
    public WorkflowUpdate Admit(UnitOfWork unit, WorkflowRun run, Request request)
    {
        var (state, id) = (run.State, request.Meta.UpdateId);
        if (!state.IsRunning)
        {
            return run.Updates.Find(id) ?? throw ServiceException.WorkflowCompleted();
        }

        if (state.IsPaused)
        {
            throw ServiceException.FailedPrecondition("Workflow is paused. Cannot update the workflow.");
        }

        if (state.TaskAttempt >= WorkflowTask.FailingAttempts)
        {
            throw new ServiceException(
                StatusCode.FailedPrecondition, "Unable to perform workflow execution update due to Workflow Task in failed state.", new WorkflowNotReadyFailure());
        }

        RunClosing.RefuseWhileClosing(state);
        if (run.Updates.Find(id) is { } known)
        {
            return known;
        }

        run.Updates.CheckRoom(request, core.Services.Limits);
        if (state.Task is null)
        {
            unit.Open(run).ScheduleWorkflowTask(speculative: true);
        }

        return run.Updates.Admit(id, request);
    }

    /// <summary>Waits until the update has reached the stage. The server's patience ends before the caller's: then it says how far the update is.</summary>
    public async Task<UpdateProgress> Await(
        WorkflowRun run, WorkflowUpdate update, UpdateWorkflowExecutionLifecycleStage stage, CancellationToken cancellationToken)
    {
        var end = core.Services.WallNow + core.Services.Limits.HistoryLongPoll;
        while (true)
        {
            UpdateProgress? progress;
            Task changed;
            Task committed;
            var left = end - core.Services.WallNow;
            lock (run.Gate)
            {
                progress = update.Reached(left > TimeSpan.Zero ? stage : UpdateWorkflowExecutionLifecycleStage.Unspecified);
                (changed, committed) = (update.Changed, run.LastCommit);
            }

            if (progress is not null)
            {
                await committed.WaitAsync(cancellationToken).ConfigureAwait(false);
                return progress;
            }

            await core.Services.Wait(changed, left, cancellationToken).ConfigureAwait(false);
        }
    }

    private static UpdateRef Reference(WorkflowRun run, string updateId) => new() { WorkflowExecution = run.Execution, UpdateId = updateId };

    public static UpdateWorkflowExecutionResponse Response(WorkflowRun run, Request request, UpdateProgress progress) => new()
    {
        UpdateRef = Reference(run, request.Meta.UpdateId),
        Stage = progress.Stage,
        Outcome = progress.Outcome,
        Link = UpdateLink(run, request, progress),
    };

    /// <summary>Where the update stands in history; one that failed may have been rejected, and then it stands nowhere.</summary>
    private static Link? UpdateLink(WorkflowRun run, Request request, UpdateProgress progress) => progress switch
    {
        { Stage: < UpdateWorkflowExecutionLifecycleStage.Accepted } => null,
        { Outcome.Failure: not null } => new Link
        {
            Workflow = new Link.Types.Workflow { Namespace = run.Namespace, WorkflowId = run.WorkflowId, RunId = run.RunId, Reason = "Update rejected" },
        },
        _ => new Link
        {
            WorkflowEvent = new Link.Types.WorkflowEvent
            {
                Namespace = run.Namespace,
                WorkflowId = run.WorkflowId,
                RunId = run.RunId,
                RequestIdRef = new() { RequestId = request.RequestId, EventType = EventType.WorkflowExecutionUpdateAccepted },
            },
        },
    };
}
