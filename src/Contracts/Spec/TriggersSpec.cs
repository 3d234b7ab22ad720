namespace Mdlc.Contracts.Spec;

/// <summary>What sets a run off besides a person.</summary>
public sealed record TriggersSpec
{
    /// <summary>Null: no clock does.</summary>
    public ScheduleSpec? Schedule { get; init; }

    /// <summary>How data that arrive do.</summary>
    public DataTriggerSpec Data { get; init; } = new();

    /// <summary>How alarms do; null: an alarm is noted and told, and sets off nothing.</summary>
    public DriftTriggerSpec? Drift { get; init; }
}
