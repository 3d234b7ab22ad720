namespace Mdlc.Engine.Histories.Runs;

/// <summary>One workflow id: the lock that its runs share, and its newest run.</summary>
internal sealed class WorkflowHandle(string ns, string workflowId)
{
    public Lock Gate { get; } = new();

    public string Namespace { get; } = ns;

    public string WorkflowId { get; } = workflowId;

    public RunHandle? Current { get; set; }

    /// <summary>Its last run was forgotten, and it with it: who waited for the gate asks the directory again.</summary>
    public bool IsRetired { get; set; }
}
