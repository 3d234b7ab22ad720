namespace Mdlc.Contracts.Runs;

public enum StageState
{
    Waiting,
    Running,
    Succeeded,

    /// <summary>Done as far as this machine can: deployed without a server that would load it.</summary>
    Pending,
    Failed,
    Suspended,
    Skipped,
    Aborted,
}
