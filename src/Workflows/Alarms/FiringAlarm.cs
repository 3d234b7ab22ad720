namespace Mdlc.Workflows.Alarms;

/// <summary>An alarm that was raised and not cleared. One of a kind at a time.</summary>
/// <param name="Alarm">As it was raised last.</param>
/// <param name="Since">When it was raised first.</param>
/// <param name="Times">How often it was raised since.</param>
public sealed record FiringAlarm(Alarm Alarm, DateTimeOffset Since, long Times)
{
    /// <summary>Since when it waits for a run; null: it does not.</summary>
    public DateTimeOffset? Waiting { get; init; }

    /// <summary>How often it was raised while it waits.</summary>
    public long TimesWaiting { get; init; }
}
