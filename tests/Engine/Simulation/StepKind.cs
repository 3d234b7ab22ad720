namespace Mdlc.Engine.Tests.Simulation;

/// <summary>What may happen next in a simulated world.</summary>
internal enum StepKind
{
    /// <summary>The journal's writer has a turn.</summary>
    Write,

    /// <summary>One piece of work between runs is done.</summary>
    Deliver,

    /// <summary>A run, or a schedule, whose time has come is woken up.</summary>
    Wake,

    /// <summary>Time passes.</summary>
    Pass,

    /// <summary>A client asks for something.</summary>
    Ask,

    /// <summary>A client sends what was held up.</summary>
    SendLate,

    /// <summary>A worker of workflows polls, takes what its poll brought, or answers.</summary>
    WorkflowWorker,

    /// <summary>A worker of activities polls, takes what its poll brought, reports, or answers.</summary>
    ActivityWorker,

    // Faults: all from here on.

    /// <summary>The disk refuses a commit, wholly or from some write on, and takes the next.</summary>
    FailedCommit,

    /// <summary>Others append while a commit is being written.</summary>
    SlowCommit,

    /// <summary>The process ends amid a commit.</summary>
    TornCommit,

    /// <summary>The process ends between two steps.</summary>
    Crash,

    /// <summary>The process ends within a step, right after one of its commits.</summary>
    CrashWithin,

    /// <summary>A poll ends, or its caller is gone when the task comes.</summary>
    DroppedPoll,

    /// <summary>The next reply is lost: its caller asks once more.</summary>
    LostReply,

    /// <summary>A request comes twice.</summary>
    DuplicatedRequest,

    /// <summary>The next request comes later than others that were sent after it.</summary>
    ReorderedRequest,

    /// <summary>Time passes in which nobody wakes up.</summary>
    DelayedTimer,

    /// <summary>Somebody sets the clock.</summary>
    ClockStep,

    /// <summary>The disk is full, or has room again.</summary>
    FullDisk,

    /// <summary>The process ends and a byte of its files is another one when the next begins.</summary>
    CorruptPage,

    /// <summary>Work between runs is done twice.</summary>
    DoubledDelivery,

    /// <summary>The machine ends: what was written and not synced is there in part.</summary>
    PowerCut,
}
