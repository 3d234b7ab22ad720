namespace Mdlc.Starter.Schedules;

/// <summary>What became of a model's schedule.</summary>
internal enum ScheduleDone
{
    /// <summary>It was as it shall be.</summary>
    Nothing,
    Made,

    /// <summary>Where it is: what it has done, and that it is paused, stays.</summary>
    Changed,
    Ended,
}
