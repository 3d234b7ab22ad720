namespace Mdlc.Workflows.Lifecycle;

/// <summary>What a lifecycle starts next.</summary>
public enum NextRun
{
    None,

    /// <summary>The first of the queue.</summary>
    Requested,

    /// <summary>The run that the schedule asks for.</summary>
    Due,

    /// <summary>One run for all arrivals that wait.</summary>
    Arrived,
}
