namespace Mdlc.Starter.Schedules;

/// <summary>Which spec a schedule trains with.</summary>
internal enum ScheduledSpec
{
    /// <summary>The one that the model was last asked to be run with, at that time.</summary>
    Latest,

    /// <summary>The one that the schedule was given.</summary>
    Pinned,

    /// <summary>The one that is applied.</summary>
    Applied,
}
