namespace Mdlc.Workflows;

/// <summary>What a stage's failure means for its run.</summary>
public enum FailureClass
{
    /// <summary>Of spec, data, resources or machine: ends the run.</summary>
    Fault,

    /// <summary>A process was killed: done again without asking, many times.</summary>
    Interruption,

    /// <summary>The disk was full, also for each retry: a person is asked to make room. It says nothing about the work.</summary>
    NoRoom,

    /// <summary>Asked for.</summary>
    Cancelled,

    /// <summary>Anything else: its retries are spent, and a person is asked.</summary>
    Error,
}
