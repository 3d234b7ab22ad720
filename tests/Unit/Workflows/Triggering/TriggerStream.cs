namespace Mdlc.Unit.Tests.Workflows.Triggering;

/// <summary>What happens to a model, in whole seconds from its beginning.</summary>
/// <param name="Arrivals">In their order; several may come within a second.</param>
/// <param name="Asked">When persons ask for a run.</param>
/// <param name="Pauses">From (inclusive) until (exclusive), in their order.</param>
/// <param name="Durations">Of the runs, taken round in a ring; at least 1.</param>
internal sealed record TriggerStream(
    int Seconds, IReadOnlyList<(int Second, int? Rows)> Arrivals, IReadOnlyList<int> Asked, IReadOnlyList<(int From, int Until)> Pauses, IReadOnlyList<int> Durations)
{
    public bool IsPausedAt(int second) => Pauses.Any(pause => second >= pause.From && second < pause.Until);

    /// <summary>Bursts and silences, with some rows that nobody counted.</summary>
    public static TriggerStream Random(int seed, int arrivals, bool allCounted)
    {
        var random = new Random(seed);
        var (second, list) = (0, new List<(int, int?)>());
        for (var i = 0; i < arrivals; i++)
        {
            second += random.Next(10) switch { 0 => random.Next(7_200), < 4 => 0, _ => random.Next(120) };
            list.Add((second, allCounted || random.Next(5) > 0 ? random.Next(400) : null));
        }

        var last = second + (2 * 86_400);
        List<int> asked = [.. Enumerable.Range(0, 20).Select(_ => random.Next(last)).Order()];
        var cuts = Enumerable.Range(0, 8).Select(_ => random.Next(last)).Distinct().Order().ToList();
        return new TriggerStream(
            last,
            list,
            asked,
            [.. Enumerable.Range(0, cuts.Count / 2).Select(pause => (cuts[2 * pause], Math.Min(cuts[(2 * pause) + 1], cuts[2 * pause] + 20_000)))],
            [.. Enumerable.Range(0, 7).Select(_ => random.Next(1, 1_800))]);
    }
}
