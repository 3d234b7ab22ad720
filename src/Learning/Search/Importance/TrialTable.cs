using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Search.Importance;

/// <summary>Trials as rows of numbers, and their ranks.</summary>
/// <param name="Names">Parameters and choices that differ among the trials, in ordinal order.</param>
/// <param name="Values">By row and name; below all others where a trial has not the parameter.</param>
/// <param name="Ranks">0 to 1, the best 0; equal losses have the middle of their ranks.</param>
internal sealed record TrialTable(IReadOnlyList<string> Names, double[][] Values, double[] Ranks)
{
    public static TrialTable Of(TrialResult[] trials, double[] losses)
    {
        double[] ranks = [.. Descriptive.Midranks(losses).Select(rank => trials.Length > 1 ? (rank - 1) / (trials.Length - 1) : 0)];
        var columns = trials.SelectMany(trial => trial.Params.Keys.Concat(trial.Choices.Keys)).Distinct().Order(StringComparer.Ordinal)
            .Select(name => (Name: name, Values: Column(trials, ranks, name)))
            .Where(column => column.Values.Distinct().Count() > 1)
            .ToArray();
        return new TrialTable(
            [.. columns.Select(column => column.Name)],
            [.. Enumerable.Range(0, trials.Length).Select(row => columns.Select(column => column.Values[row]).ToArray())],
            ranks);
    }

    /// <summary>Names have no order of their own: they stand by how well their trials did, so that one split can part good ones from bad ones.</summary>
    private static double[] Column(TrialResult[] trials, double[] ranks, string name)
    {
        var order = trials.Zip(ranks).Where(trial => trial.First.Choices.ContainsKey(name))
            .GroupBy(trial => trial.First.Choices[name], trial => trial.Second, StringComparer.Ordinal)
            .OrderBy(group => group.Average()).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select((group, place) => (group.Key, place))
            .ToDictionary(group => group.Key, group => (double)group.place, StringComparer.Ordinal);
        return [.. trials.Select(trial =>
            trial.Choices.TryGetValue(name, out var choice) ? order[choice]
            : trial.Params.TryGetValue(name, out var value) ? value
            : double.NegativeInfinity)];
    }
}
