namespace Mdlc.Engine.Histories.Runs;

/// <summary>One workflow id: the lock that its runs share, and its newest run.</summary>
internal sealed class WorkflowHandle(string ns, string workflowId)
{
    public Lock Gate { get; } = new();

    public string Namespace { get; } = ns;

    public string WorkflowId { get; } = workflowId;

    /// <summary>The newest run; null when there is none, or it is not known yet.</summary>
    public RunHandle? Current { get; set; }

    /// <summary>Whether <see cref="Current"/> says which run is the newest: of an id whose runs have all closed only the database knows.</summary>
    public bool IsNewestKnown { get; set; }

    /// <summary>Its runs that are in memory.</summary>
    public List<RunHandle> Loaded { get; } = new(1);

    /// <summary>Its last run left memory or was forgotten, and it with it: who waited for the gate asks the directory again.</summary>
    public bool IsRetired { get; set; }
}
