using Mdlc.Engine.Kernel;
using Mdlc.Engine.Storage;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories;

/// <summary>What whoever starts workflows from inside the server needs: a start within its own commit, and news of the end.</summary>
internal sealed partial class HistoryEngine
{
    /// <summary>
    /// Raised when the last run of a chain has closed and that is committed, with the id of the chain's first run. A listener must be
    /// short and must not take gates. It hears nothing of what happened before a restart: <see cref="EndOf"/> tells the state.
    /// </summary>
    public event Action<string>? ChainEnded;

    /// <summary>How the chain that began with a run ended; null while it goes on.</summary>
    public ChainEnd? EndOf(string ns, string workflowId, string firstRunId)
    {
        // A long chain is not walked through: its newest run knows the first.
        var runId = Runs.Find(ns, workflowId, "") is { } newest && newest.FirstRunId == firstRunId ? newest.RunId : firstRunId;
        while (Runs.Find(ns, workflowId, runId) is { } handle)
        {
            lock (handle.Workflow.Gate)
            {
                if (handle.IsForgotten)
                {
                    break;
                }

                var state = Runs.Load(handle).State;
                if (state.IsRunning)
                {
                    return null;
                }

                runId = NewRunId(state.CloseEvent!);
                if (runId.Length == 0)
                {
                    return new ChainEnd(state.Status, state.CloseEvent);
                }
            }
        }

        return ChainEnd.Forgotten;
    }

    /// <summary>
    /// Starts a workflow by its id's reuse policy, together with what the caller writes into the same commit: both reach the disk, or
    /// neither does. The caller may hold a gate of its own that no holder of a workflow id's gate ever waits for.
    /// </summary>
    /// <exception cref="ServiceException">The request is not valid, or the id's policy forbids the start.</exception>
    public Task StartAlongside(StartWorkflowExecutionRequest request, Action<RunHandle, WriteBatch> alongside)
    {
        StartRequests.Prepare(request, _services);
        using var scope = Runs.Enter(request.Namespace, request.WorkflowId);
        var policy = request.WorkflowIdReusePolicy;
        if (scope.Workflow.Current is { } current
            && WorkflowIdPolicies.Decide(current.Status, false, policy, WorkflowIdConflictPolicy.Fail, TimeSpan.MaxValue, TimeSpan.Zero) != WorkflowIdAction.Start)
        {
            throw AlreadyStarted(current, policy);
        }

        using var unit = Begin();
        var run = StartNew(unit, scope.Workflow, request, _services.NewRunId()).Run;
        alongside(run.Handle, unit.Batch);
        return Commit(unit, run);
    }
}
