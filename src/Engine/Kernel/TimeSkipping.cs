namespace Mdlc.Engine.Kernel;

/// <summary>Whether the engine skips the time in which all workflows only wait, as the test server of Temporal's SDKs does.</summary>
public enum TimeSkipping
{
    /// <summary>Time goes on by itself only. (A single workflow's time can be skipped for all that: see Temporal's time-skipping options.)</summary>
    Off,

    /// <summary>Time goes on by itself until a client unlocks it.</summary>
    Locked,

    /// <summary>Time is skipped from the start, until a client locks it.</summary>
    Unlocked,
}
