namespace Mdlc.Engine.Schedules;

/// <summary>An action that is due and waits for its turn. Two are the same only if they are the same object.</summary>
/// <param name="nominal">The time that the workflow's id tells.</param>
/// <param name="actual">When it was due.</param>
/// <param name="policy">Unspecified stands for the schedule's policy at the time of its turn.</param>
/// <param name="manual">Asked for by somebody: neither a pause nor spent actions hold it back.</param>
internal sealed class BufferedStart(DateTime nominal, DateTime actual, ScheduleOverlapPolicy policy, bool manual)
{
    public DateTime Nominal { get; } = nominal;

    public DateTime Actual { get; } = actual;

    public ScheduleOverlapPolicy Policy { get; } = policy;

    public bool Manual { get; } = manual;
}
