namespace Mdlc.Contracts.Tuning;

public enum TrialState
{
    /// <summary>Ran to its end and has a score.</summary>
    Complete,

    /// <summary>Ended early, because it promised little.</summary>
    Pruned,

    /// <summary>Came to nothing, by its parameters, its memory or its time.</summary>
    Failed,
}
