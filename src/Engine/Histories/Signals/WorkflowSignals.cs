using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Histories.Signals;

/// <summary>What clients send to a workflow: signals, requests to cancel, terminations.</summary>
internal sealed class WorkflowSignals(HistoryCore core)
{
    public (RunHandle Handle, Task Commit) Signal(SignalWorkflowExecutionRequest request)
    {
        core.Services.Namespaces.Get(request.Namespace);
        if (request.SignalName.Length == 0)
        {
            throw ServiceException.InvalidArgument("SignalName is not set on request.");
        }

        RequestSizes.CheckLength(core.Services.Limits, request.SignalName, "SignalName");
        RequestSizes.CheckLength(core.Services.Limits, request.RequestId, "RequestId");
        RequestSizes.CheckBlob(core.Services.Limits, request.Input);
        using var scope = core.Runs.Enter(request.Namespace, request.WorkflowExecution?.WorkflowId ?? "", request.WorkflowExecution?.RunId ?? "");
        return (scope.Handle, core.Change(scope, transaction =>
        {
            SignalEvents.Refuse(core.Services.Limits, transaction.State);
            if (transaction.Serve(request.RequestId))
            {
                transaction.Add(SignalEvents.Signaled(request.SignalName, request.Input, request.Identity, request.Header, request.RequestId, request.Links));
                transaction.EnsureWorkflowTask();
            }
        }));
    }

    public Task RequestCancel(RequestCancelWorkflowExecutionRequest request)
    {
        core.Services.Namespaces.Get(request.Namespace);
        using var scope = core.Runs.Enter(request.Namespace, request.WorkflowExecution?.WorkflowId ?? "", request.WorkflowExecution?.RunId ?? "");
        scope.Handle.RequireFirstRun(request.FirstExecutionRunId);
        if (scope.Handle.Status != WorkflowExecutionStatus.Running)
        {
            // What was asked for is the case, once its end is on disk; one that is not in memory has long been there.
            return scope.Handle.Run?.LastCommit ?? Task.CompletedTask;
        }

        return core.Change(scope, transaction => SignalEvents.RequestCancel(transaction, request.RequestId, new WorkflowExecutionCancelRequestedEventAttributes
        {
            Cause = request.Reason,
            Identity = request.Identity,
        }, request.Links));
    }

    public Task Terminate(TerminateWorkflowExecutionRequest request)
    {
        core.Services.Namespaces.Get(request.Namespace);
        using var scope = core.Runs.Enter(request.Namespace, request.WorkflowExecution?.WorkflowId ?? "", request.WorkflowExecution?.RunId ?? "");
        scope.Handle.RequireFirstRun(request.FirstExecutionRunId);
        return core.Change(scope, transaction => RunClosing.Terminate(transaction, request.Reason, request.Details, request.Identity, request.Links));
    }
}
