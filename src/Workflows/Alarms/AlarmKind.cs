namespace Mdlc.Workflows.Alarms;

/// <summary>What can be wrong with a model that serves. Text, so that other watchers can raise alarms of their own.</summary>
public static class AlarmKind
{
    public const string Drift = "drift";
    public const string Quality = "quality";
}
