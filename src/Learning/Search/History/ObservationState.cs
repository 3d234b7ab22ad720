namespace Mdlc.Learning.Search.History;

public enum ObservationState
{
    /// <summary>Ran to its end and has a loss.</summary>
    Complete,

    /// <summary>Ended early, because it promised little; it has interim losses.</summary>
    Pruned,

    /// <summary>Came to nothing: the point is bad.</summary>
    Failed,

    /// <summary>Under way, or finished but not to be looked at yet: what came of it is unknown.</summary>
    Pending,
}
