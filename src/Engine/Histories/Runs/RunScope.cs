namespace Mdlc.Engine.Histories.Runs;

/// <summary>A run whose workflow id's gate is held until the scope is disposed.</summary>
internal readonly ref struct RunScope(RunHandle handle, Lock.Scope gate)
{
    private readonly Lock.Scope _gate = gate;

    public RunHandle Handle { get; } = handle;

    public static RunScope Of(RunHandle handle) => new(handle, handle.Workflow.Gate.EnterScope());

    public void Dispose() => _gate.Dispose();
}
