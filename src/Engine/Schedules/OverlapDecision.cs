namespace Mdlc.Engine.Schedules;

/// <summary>What is to be done about actions that wait, some of which may run while others do.</summary>
/// <param name="Overlapping">Start all of these.</param>
/// <param name="Single">Start this one too; null for none.</param>
/// <param name="Waiting">Keep these until what runs has ended.</param>
/// <param name="Skipped">How many are dropped.</param>
/// <param name="OnRunning">What happens to what runs.</param>
internal sealed record OverlapDecision(
    IReadOnlyList<BufferedStart> Overlapping, BufferedStart? Single, IReadOnlyList<BufferedStart> Waiting, long Skipped, RunningActions OnRunning)
{
    /// <summary>Decides by each start's own policy, in order; a pure function.</summary>
    /// <param name="isRunning">Whether an action of the schedule runs that must not be overlapped.</param>
    /// <param name="schedulePolicy">The policy of starts that have none of their own.</param>
    public static OverlapDecision Decide(IEnumerable<BufferedStart> buffer, bool isRunning, ScheduleOverlapPolicy schedulePolicy)
    {
        var overlapping = new List<BufferedStart>();
        var waiting = new List<BufferedStart>();
        BufferedStart? single = null;
        var skipped = 0L;
        var onRunning = RunningActions.Leave;
        foreach (var start in buffer)
        {
            switch (Resolve(start.Policy, schedulePolicy))
            {
                case ScheduleOverlapPolicy.AllowAll:
                    overlapping.Add(start);
                    break;
                case var _ when !isRunning && single is null:
                    single = start;
                    break;
                case ScheduleOverlapPolicy.BufferOne when waiting.Count == 0:
                case ScheduleOverlapPolicy.BufferAll:
                    waiting.Add(start);
                    break;
                case ScheduleOverlapPolicy.CancelOther or ScheduleOverlapPolicy.TerminateOther when !isRunning:
                    // The other has not even started: this one takes its place.
                    single = start;
                    break;
                case ScheduleOverlapPolicy.CancelOther:
                    waiting.Add(start);
                    onRunning = onRunning == RunningActions.Terminate ? onRunning : RunningActions.Cancel;
                    break;
                case ScheduleOverlapPolicy.TerminateOther:
                    waiting.Add(start);
                    onRunning = RunningActions.Terminate;
                    break;
                default:
                    skipped++;
                    break;
            }
        }

        // What would be cancelled or terminated the next moment is not started.
        return new OverlapDecision(onRunning == RunningActions.Leave ? overlapping : [], single, waiting, skipped, onRunning);
    }

    /// <summary>The policy that holds for a start: its own, else the schedule's, else SKIP.</summary>
    public static ScheduleOverlapPolicy Resolve(ScheduleOverlapPolicy own, ScheduleOverlapPolicy schedules) =>
        own != ScheduleOverlapPolicy.Unspecified ? own
        : schedules != ScheduleOverlapPolicy.Unspecified ? schedules
        : ScheduleOverlapPolicy.Skip;
}
