namespace Mdlc.Engine.Histories.Starting;

/// <summary>The workflow id's reuse and conflict policies as a pure function.</summary>
internal static class WorkflowIdPolicies
{
    /// <param name="currentStatus">The status of the id's newest run.</param>
    /// <param name="sameRequest">Whether the request id is the one that started (or was attached to) that run.</param>
    /// <param name="sinceStart">Time since that run was started.</param>
    /// <param name="minimalInterval">Restarts closer together than this are refused.</param>
    public static WorkflowIdAction Decide(
        WorkflowExecutionStatus currentStatus,
        bool sameRequest,
        WorkflowIdReusePolicy reuse,
        WorkflowIdConflictPolicy conflict,
        TimeSpan sinceStart,
        TimeSpan minimalInterval)
    {
        if (sameRequest)
        {
            return WorkflowIdAction.ReturnDuplicate;
        }

        var action = currentStatus == WorkflowExecutionStatus.Running ? OnConflict(reuse, conflict) : OnReuse(reuse, currentStatus);
        var restarts = action is WorkflowIdAction.Start or WorkflowIdAction.TerminateAndStart;
        // Negative when the clock was set back: nobody knows how long it was.
        var isTooFast = sinceStart >= TimeSpan.Zero && sinceStart < minimalInterval;
        return restarts && isTooFast ? WorkflowIdAction.RefuseTooFast : action;
    }

    private static WorkflowIdAction OnConflict(WorkflowIdReusePolicy reuse, WorkflowIdConflictPolicy conflict) => conflict switch
    {
        _ when reuse == WorkflowIdReusePolicy.TerminateIfRunning => WorkflowIdAction.TerminateAndStart,
        WorkflowIdConflictPolicy.UseExisting => WorkflowIdAction.UseExisting,
        WorkflowIdConflictPolicy.TerminateExisting => WorkflowIdAction.TerminateAndStart,
        _ => WorkflowIdAction.Refuse,
    };

    private static WorkflowIdAction OnReuse(WorkflowIdReusePolicy reuse, WorkflowExecutionStatus status) => reuse switch
    {
        WorkflowIdReusePolicy.RejectDuplicate => WorkflowIdAction.Refuse,
        WorkflowIdReusePolicy.AllowDuplicateFailedOnly when status == WorkflowExecutionStatus.Completed => WorkflowIdAction.Refuse,
        _ => WorkflowIdAction.Start,
    };
}
