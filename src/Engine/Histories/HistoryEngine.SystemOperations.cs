using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories;

internal sealed partial class HistoryEngine
{
    /// <summary>Does what a workflow asked the server for, and tells it how that ended.</summary>
    private void ServeOperation(RunHandle handle, long scheduledEventId)
    {
        HistoryEvent scheduled;
        SignalWithStartWorkflowExecutionRequest request;
        lock (handle.Workflow.Gate)
        {
            var run = Runs.Load(handle);
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
            ended = SystemOperations.Completed(scheduled, SignalWithStart(request, evenWhileClosing: true).Response);
        }
        catch (ServiceException refusal)
        {
            ended = SystemOperations.Failed(scheduled, refusal);
        }

        OnOpenRun(handle, transaction =>
        {
            if (transaction.State.Operations.ContainsKey(scheduledEventId))
            {
                transaction.Add(ended);
                transaction.EnsureWorkflowTask();
            }
        });
    }
}
