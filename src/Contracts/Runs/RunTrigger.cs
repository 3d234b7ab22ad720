namespace Mdlc.Contracts.Runs;

/// <summary>What set a run off.</summary>
public enum RunTrigger
{
    Manual,
    DataArrived,
    Schedule,
    Alarm,
}
