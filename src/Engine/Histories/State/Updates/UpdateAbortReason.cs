namespace Mdlc.Engine.Histories.State.Updates;

/// <summary>What may end an update without its handler.</summary>
internal enum UpdateAbortReason
{
    /// <summary>The workflow closed for good.</summary>
    WorkflowCompleted,

    /// <summary>The run closed, and another goes on in its place.</summary>
    WorkflowContinuing,

    /// <summary>The server refused the answer to the workflow task that carried the update.</summary>
    WorkflowTaskFailed,
}
