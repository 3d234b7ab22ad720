namespace Mdlc.Engine.Histories.Starting;

/// <summary>What a start request for a workflow id that has a run already leads to.</summary>
internal enum WorkflowIdAction
{
    /// <summary>Start a new run.</summary>
    Start,

    /// <summary>The same request came before: answer with the run that it started.</summary>
    ReturnDuplicate,

    /// <summary>Answer with the running one.</summary>
    UseExisting,

    /// <summary>Terminate the running one and start a new run, in one transaction.</summary>
    TerminateAndStart,

    /// <summary>Refuse: already started.</summary>
    Refuse,

    /// <summary>Refuse: the last run was started a moment ago.</summary>
    RefuseTooFast,
}
