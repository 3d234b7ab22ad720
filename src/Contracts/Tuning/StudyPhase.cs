namespace Mdlc.Contracts.Tuning;

public enum StudyPhase
{
    Running,

    /// <summary>No trial is begun until it is resumed; those under way go on to their ends.</summary>
    Paused,

    /// <summary>No trial is begun any more; those under way are awaited.</summary>
    Ending,

    Ended,
}
