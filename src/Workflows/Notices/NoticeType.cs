namespace Mdlc.Workflows.Notices;

/// <summary>What notices are about, as the <c>type</c> of a CloudEvent. Receivers filter by it: a name is never changed.</summary>
public static class NoticeType
{
    public const string AlarmRaised = "mdlc.alarm.raised";
    public const string AlarmCleared = "mdlc.alarm.cleared";
    public const string Paused = "mdlc.model.paused";
    public const string Resumed = "mdlc.model.resumed";
}
