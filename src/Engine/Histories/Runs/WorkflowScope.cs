namespace Mdlc.Engine.Histories.Runs;

/// <summary>A workflow id whose gate is held until the scope is disposed.</summary>
internal readonly ref struct WorkflowScope(RunDirectory directory, WorkflowHandle workflow, Lock.Scope gate)
{
    private readonly Lock.Scope _gate = gate;

    public WorkflowHandle Workflow { get; } = workflow;

    public void Dispose()
    {
        directory.Leave(Workflow);
        _gate.Dispose();
    }
}
