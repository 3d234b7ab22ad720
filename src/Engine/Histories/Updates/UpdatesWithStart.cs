using Grpc.Core;
using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.Starting;
using Mdlc.Engine.Histories.State.Updates;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Temporalio.Api.Update.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories.Updates;

/// <summary>Updates that start their workflow where none runs.</summary>
internal sealed class UpdatesWithStart(HistoryCore core, WorkflowStarts starts, WorkflowUpdates updates)
{
    /// <summary>Updates the running workflow of the id, or starts one together with its first update.</summary>
    public async Task<ExecuteMultiOperationResponse> Execute(ExecuteMultiOperationRequest request, CancellationToken cancellationToken)
    {
        core.Services.Namespaces.Get(request.Namespace);
        var (start, update) = MultiOperations.Prepare(request, core.Services);

        // A workflow that closed before it took the update need not be the last word: another one can be started, once.
        return await UpdateOrStart(start, update, cancellationToken).ConfigureAwait(false)
            ?? await UpdateOrStart(start, update, cancellationToken).ConfigureAwait(false)
            ?? throw MultiOperations.Failed(MultiOperations.Aborted, new ServiceException(StatusCode.Aborted, UpdateAborts.ByClosingWorkflow));
    }

    /// <returns>Null when the workflow that was there closed before it took the update.</returns>
    private async Task<ExecuteMultiOperationResponse?> UpdateOrStart(
        StartWorkflowExecutionRequest start, UpdateWorkflowExecutionRequest request, CancellationToken cancellationToken)
    {
        WorkflowRun run;
        WorkflowUpdate update;
        StartWorkflowExecutionResponse started;
        bool isKnown;
        Task commit;
        using (var scope = core.Runs.Enter(start.Namespace, start.WorkflowId))
        {
            var workflow = scope.Workflow;
            using var unit = core.Begin();
            (run, var isNew) = workflow.Current is { } current && TakesUpdate(current, start, request.Request)
                ? (core.Runs.Load(current), false)
                : (StartFor(unit, workflow, start, request.Request), true);
            var known = run.Updates.Find(request.Request.Meta.UpdateId);
            isKnown = known is { State: UpdateState.Completed };
            update = isKnown ? known! : AdmitWithStart(unit, run, request.Request);
            started = WorkflowStarts.Response(run.Handle, isNew);
            commit = core.Commit(unit, run);
        }

        await commit.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var progress = await updates.Await(run, update, request.WaitPolicy.LifecycleStage, cancellationToken).ConfigureAwait(false);
            return MultiOperations.Response(started, WorkflowUpdates.Response(run, request.Request, progress), isKnown);
        }
        catch (ServiceException refused) when (!started.Started && refused.Code == StatusCode.NotFound)
        {
            return null;
        }
        catch (ServiceException refused)
        {
            throw MultiOperations.Failed(started.Started ? null : MultiOperations.Aborted, refused);
        }
    }

    private WorkflowUpdate AdmitWithStart(UnitOfWork unit, WorkflowRun run, Request request)
    {
        try
        {
            return updates.Admit(unit, run, request);
        }
        catch (ServiceException refused)
        {
            throw MultiOperations.Failed(MultiOperations.Aborted, refused);
        }
    }

    /// <summary>Whether the update belongs to the run that is there: it has it already, or the start asks for this run.</summary>
    private bool TakesUpdate(RunHandle current, StartWorkflowExecutionRequest start, Request request)
    {
        var run = core.Runs.Load(current);
        var known = run.Updates.Find(request.Meta.UpdateId);
        return run.State.IsRunning
            ? known is not null || current.RequestId == start.RequestId || start.WorkflowIdConflictPolicy == WorkflowIdConflictPolicy.UseExisting
            : known is { State: UpdateState.Completed };
    }

    /// <summary>Starts a run for the update by the id's policies.</summary>
    private WorkflowRun StartFor(UnitOfWork unit, WorkflowHandle workflow, StartWorkflowExecutionRequest start, Request request)
    {
        if (request.CalculateSize() >= core.Services.Limits.InFlightUpdateBytes)
        {
            // Before there is anything to undo.
            throw MultiOperations.Failed(MultiOperations.Aborted, UpdateRegistry.TooLarge(core.Services.Limits));
        }

        switch (starts.Decide(workflow, start))
        {
            case WorkflowIdAction.ReturnDuplicate or WorkflowIdAction.UseExisting:
                throw MultiOperations.Failed(ServiceException.Unavailable("Workflow was not started: StartDeduped"), MultiOperations.Aborted);
            case WorkflowIdAction.Refuse:
                throw MultiOperations.Failed(WorkflowStarts.AlreadyStarted(workflow.Current!, start.WorkflowIdReusePolicy), MultiOperations.Aborted);
            case WorkflowIdAction.RefuseTooFast:
                throw MultiOperations.Failed(starts.TooFast(workflow.Current!), MultiOperations.Aborted);
            case WorkflowIdAction.TerminateAndStart:
                starts.TerminateForRestart(unit, workflow, out var runId);
                return starts.StartNew(unit, workflow, start, runId).Run;
            default:
                return starts.StartNew(unit, workflow, start, core.Services.NewRunId()).Run;
        }
    }
}
