using System.Globalization;

namespace Mdlc.Plans.Bench;

/// <summary>Which few configurations do best together: each is taken for what it adds to those before it, over all sets.</summary>
internal static class Portfolio
{
    private const int Most = 10;

    /// <summary>A gain below this share of what a set has to gain is none.</summary>
    private const double Least = 0.01;

    /// <summary>The greedy choice on all sets, and, for each set, what one chosen on the others alone would reach on it.</summary>
    public static async Task WriteAsync(IReadOnlyList<PlanResult> results, TextWriter output)
    {
        var sets = results.Where(result => result.Seed == 0).GroupBy(result => result.Set)
            .ToDictionary(set => set.Key, set => set.DistinctBy(result => result.Variant).ToDictionary(result => result.Variant, result => result.Metrics["loss"]));
        await output.WriteLineAsync("| configuration | left of what the sets have to gain |\n|---|---|");
        var chosen = Choose(sets);
        for (var i = 0; i < chosen.Count; i++)
        {
            await output.WriteLineAsync(Line($"| {chosen[i]} | {Left(sets, [.. chosen.Take(i + 1)]):0.000} |"));
        }

        await output.WriteLineAsync("\n| set | defaults | portfolio | learned without it | best of all |\n|---|---|---|---|---|");
        foreach (var (name, losses) in sets)
        {
            var others = Choose(sets.Where(set => set.Key != name).ToDictionary(set => set.Key, set => set.Value));
            await output.WriteLineAsync(Line($"| {name} | {losses[Configuration.All[0].Name]:G5} | {Best(losses, chosen):G5} | {Best(losses, others):G5} | {losses.Values.Min():G5} |"));
        }
    }

    private static List<string> Choose(Dictionary<string, Dictionary<string, double>> sets)
    {
        List<string> chosen = [Configuration.All[0].Name];
        while (chosen.Count < Most)
        {
            var next = Configuration.All.Select(configuration => configuration.Name).Except(chosen).MinBy(name => Left(sets, [.. chosen, name]));
            if (next is null || Left(sets, chosen) - Left(sets, [.. chosen, next]) < Least)
            {
                break;
            }

            chosen.Add(next);
        }

        return chosen;
    }

    /// <summary>Mean over the sets of how much of the way from the defaults' loss to the least one is left, 0 to 1.</summary>
    private static double Left(Dictionary<string, Dictionary<string, double>> sets, IReadOnlyList<string> chosen) => sets.Values.Average(losses =>
    {
        var (all, least) = (losses[Configuration.All[0].Name], losses.Values.Min());
        return all > least ? Math.Min(1, (Best(losses, chosen) - least) / (all - least)) : 0;
    });

    private static double Best(Dictionary<string, double> losses, IReadOnlyList<string> chosen) =>
        chosen.Where(losses.ContainsKey).Min(name => losses[name]);

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
