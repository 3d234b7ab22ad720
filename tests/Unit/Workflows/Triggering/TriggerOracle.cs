using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Workflows.Triggering;

/// <summary>When runs begin, and for how many arrivals, found by asking the rules anew every second. It shares nothing with the policy.</summary>
internal static class TriggerOracle
{
    public static IReadOnlyList<(int Second, int Arrivals)> Runs(TriggerStream stream, DataTriggerSpec data, RunLimitsSpec limits)
    {
        var (runs, waiting, begun) = (new List<(int, int)>(), new List<(int Second, int? Rows)>(), new List<int>());
        var (free, ended, asked, cool) = (0, int.MinValue / 2, 0, (int)limits.Cooldown.TotalSeconds);
        var (arrivals, persons) = (stream.Arrivals.ToLookup(one => one.Second), stream.Asked.ToLookup(at => at));
        for (var second = 0; second < stream.Seconds; second++)
        {
            ended = second == free && begun.Count > 0 ? second : ended;
            waiting.AddRange(arrivals[second]);
            asked += persons[second].Count();
            var (byPerson, byData) = (asked > 0, IsReady(second) && !stream.IsPausedAt(second) && IsAllowed(second));
            if (second < free || !(byPerson || byData))
            {
                continue;
            }

            runs.Add((second, byPerson ? 0 : waiting.Count));
            asked -= byPerson ? 1 : 0;
            waiting = byPerson ? waiting : [];
            begun.Add(second);
            free = second + stream.Durations[begun.Count % stream.Durations.Count];
        }

        return runs;

        bool IsReady(int now) => waiting.Count > 0
            && ((now - waiting[^1].Second >= data.Debounce.TotalSeconds && (waiting.Any(one => one.Rows is null) || waiting.Sum(one => one.Rows) >= data.MinRows))
                || now - waiting[0].Second >= (data.MaxWait?.TotalSeconds ?? double.MaxValue));
        bool IsAllowed(int now) => now - ended >= cool && begun.Count(at => at > now - 86_400) < (limits.MaxRunsPerDay ?? int.MaxValue);
    }
}
