using Mdlc.Engine.Schedules.Specs;

namespace Mdlc.Engine.Schedules;

/// <summary>Which times of a range become actions.</summary>
/// <param name="Due">To be buffered, in order.</param>
/// <param name="Missed">How many came too late for the catch-up window.</param>
/// <param name="Dropped">How many found no room.</param>
/// <param name="DecidedUntil">Every time up to here is decided; later ones are looked for from here.</param>
/// <param name="Next">The first time behind the range; null when there is none.</param>
internal sealed record DueTimes(IReadOnlyList<SpecTime> Due, long Missed, long Dropped, DateTime DecidedUntil, DateTime? Next)
{
    /// <summary>The times that have come since the last decision; a pure function.</summary>
    /// <param name="decidedUntil">Where the last decision ended, exclusive.</param>
    /// <param name="now">The end of the range, inclusive.</param>
    /// <param name="notBefore">When the spec was last changed: earlier times are not of this spec.</param>
    /// <param name="catchUpWindow">How late an action may be.</param>
    /// <param name="room">How many may be buffered.</param>
    public static DueTimes Since(SpecTimes spec, DateTime decidedUntil, DateTime now, DateTime? notBefore, TimeSpan catchUpWindow, int room)
    {
        var due = new List<SpecTime>();
        var (missed, dropped) = (0L, 0L);
        foreach (var time in spec.After(decidedUntil))
        {
            if (time.Actual > now)
            {
                return new DueTimes(due, missed, dropped, decidedUntil, time.Actual);
            }

            // Not until now: with jitter, the action of a nominal time before now may still lie ahead.
            decidedUntil = time.Actual;
            if (time.Actual < notBefore)
            {
                continue;
            }

            if (now - time.Actual > catchUpWindow)
            {
                missed++;
            }
            else if (due.Count < room)
            {
                due.Add(time);
            }
            else
            {
                dropped++;
            }
        }

        return new DueTimes(due, missed, dropped, decidedUntil, null);
    }

    /// <summary>The times of a backfill, as many as there is room for; both ends belong to it.</summary>
    /// <returns>With <see cref="Next"/> null when that was all of them.</returns>
    public static DueTimes Within(SpecTimes spec, DateTime start, DateTime end, int room)
    {
        var due = new List<SpecTime>();
        var decidedUntil = start.AddMilliseconds(-1);
        foreach (var time in spec.After(decidedUntil).TakeWhile(time => time.Actual <= end))
        {
            if (due.Count == room)
            {
                return new DueTimes(due, 0, 0, decidedUntil, time.Actual);
            }

            due.Add(time);
            decidedUntil = time.Actual;
        }

        return new DueTimes(due, 0, 0, decidedUntil, null);
    }
}
