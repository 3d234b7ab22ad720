namespace Mdlc.Starter.Rollouts;

/// <summary>What becomes of work on one build of a project's workers.</summary>
internal enum BuildState
{
    /// <summary>Was seen, and never was given work.</summary>
    Inactive,

    /// <summary>All that begins is begun here.</summary>
    Current,

    /// <summary>A share of what begins is begun here.</summary>
    Ramping,

    /// <summary>Nothing begins here; what was begun ends here.</summary>
    Draining,

    /// <summary>All that was begun here has ended.</summary>
    Drained,
}
