namespace Mdlc.Contracts.Runs;

public enum RunState
{
    Queued,
    Running,

    /// <summary>Derived, never stored: running, but no engine lives that could drive it.</summary>
    Interrupted,

    /// <summary>A stage's retries are spent; the run waits for a person.</summary>
    Suspended,
    Succeeded,
    Failed,
    Aborted,
    Terminated,
}
