using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.Skipping;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories.Reading;

/// <summary>Waiting for the end of a workflow's time skipping.</summary>
internal sealed class FastForwards(HistoryCore core)
{
    /// <summary>Waits until a workflow's time has come to the end that was given for its skipping, through all runs of its chain.</summary>
    public async Task<PollWorkflowExecutionTimeSkippingResponse> Poll(
        PollWorkflowExecutionTimeSkippingRequest request, CancellationToken cancellationToken)
    {
        CheckPoll(request);
        RunHandle? handle = null;
        DateTime? target = null;
        while (true)
        {
            Task changed;
            Task committed;
            FastForwardPoll poll;
            using (var scope = handle is null
                ? core.Runs.Enter(request.Namespace, request.WorkflowExecution.WorkflowId, request.WorkflowExecution.RunId)
                : RunScope.Of(handle))
            {
                handle = scope.Handle;
                var run = FollowChain(handle);
                handle = run.Handle;
                (changed, committed) = (run.NextChange(), run.LastCommit);
                poll = FastForwardPoll.Of(run.State, request.FastForwardId, target);
                target ??= run.State.Skipping?.FastForward?.Target;
            }

            if (poll.Result == FastForwardPollingResult.Unspecified && await core.Services.Wait(changed, core.Services.Limits.HistoryLongPoll, cancellationToken).ConfigureAwait(false))
            {
                continue;
            }

            await committed.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new PollWorkflowExecutionTimeSkippingResponse
            {
                FastForwardPollingResult = poll.Result == FastForwardPollingResult.Unspecified ? FastForwardPollingResult.PollTimeout : poll.Result,
                FailedReason = poll.FailedReason,
                FastForwardInfo = poll.Info,
            };
        }
    }

    private void CheckPoll(PollWorkflowExecutionTimeSkippingRequest request)
    {
        if (request.WorkflowExecution is not { } execution)
        {
            throw ServiceException.InvalidArgument("Execution is not set on request.");
        }

        if (execution.WorkflowId.Length == 0)
        {
            throw ServiceException.InvalidArgument("WorkflowId is not set on request.");
        }

        core.Services.Namespaces.Get(request.Namespace);
        SkippingRequests.RequireEnabled(core.Services.Limits);
        SkippingRequests.RequireId(request.FastForwardId);
    }

    /// <summary>The run, or the last of those that followed it. Call it under the gate.</summary>
    private WorkflowRun FollowChain(RunHandle handle)
    {
        var run = core.Runs.Load(handle);
        while (run.State.CloseEvent is { } close && RunClosing.NextRunId(close) is { Length: > 0 } next && core.Runs.Find(handle.Namespace, handle.WorkflowId, next) is { } successor)
        {
            run = core.Runs.Load(successor);
        }

        return run;
    }
}
