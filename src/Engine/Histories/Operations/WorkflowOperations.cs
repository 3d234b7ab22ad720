using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.Starting;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories.Operations;

/// <summary>What workflows ask the server itself for.</summary>
internal sealed class WorkflowOperations(HistoryCore core, WorkflowStarts starts)
{
    /// <summary>Does what a workflow asked the server for, and tells it how that ended.</summary>
    public void Serve(RunHandle handle, long scheduledEventId)
    {
        HistoryEvent scheduled;
        SignalWithStartWorkflowExecutionRequest request;
        lock (handle.Workflow.Gate)
        {
            var run = core.Runs.Load(handle);
            if (!run.State.Operations.TryGetValue(scheduledEventId, out var pending))
            {
                return;
            }

            scheduled = pending.Initiated;
            request = SystemOperations.Request(scheduled, run);
        }

        HistoryEvent ended;
        try
        {
            ended = SystemOperations.Completed(scheduled, starts.SignalWithStart(request, evenWhileClosing: true).Response);
        }
        catch (ServiceException refusal)
        {
            ended = SystemOperations.Failed(scheduled, refusal);
        }

        core.OnOpenRun(handle, transaction =>
        {
            if (transaction.State.Operations.ContainsKey(scheduledEventId))
            {
                transaction.Add(ended);
                transaction.EnsureWorkflowTask();
            }
        });
    }
}
