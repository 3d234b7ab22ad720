using System.Globalization;

namespace Mdlc.Plans.Bench;

/// <summary>Results side by side: the mean over the splits, and of the difference to the way compared with, also how far chance moves it.</summary>
internal static class ResultTable
{
    private static readonly string[] Shown = ["auc", "logloss", "rmse"];

    public static async Task WriteAsync(IReadOnlyList<PlanResult> results, TextWriter output)
    {
        await output.WriteLineAsync("| set | way | splits | iterations | metric | mean | difference | ± | |\n|---|---|---|---|---|---|---|---|---|");
        foreach (var set in results.GroupBy(result => result.Set))
        {
            foreach (var variant in PlanVariant.All)
            {
                var own = set.Where(result => result.Variant == variant.Name).DistinctBy(result => result.Seed).ToList();
                foreach (var metric in own.Count == 0 ? [] : Shown.Where(own[0].Metrics.ContainsKey))
                {
                    await output.WriteLineAsync(Row(variant, own, [.. set.Where(result => result.Variant == variant.Than)], metric));
                }
            }
        }
    }

    private static string Row(PlanVariant variant, List<PlanResult> own, List<PlanResult> others, string metric)
    {
        var differences = own
            .Select(result => (result, Other: others.Find(other => other.Seed == result.Seed)))
            .Where(pair => pair.Other is not null)
            .Select(pair => pair.result.Metrics[metric] - pair.Other!.Metrics[metric])
            .ToArray();
        var compared = differences.Length == 0 ? "| | |" : Line($"{differences.Average():+0.#####;-0.#####;0} | {ErrorOf(differences):0.#####} | {Verdict(metric, differences)}");
        return Line($"| {own[0].Set} | {variant.Name} | {own.Count} | {own.Average(result => result.Iterations):0} | {metric} | {own.Average(result => result.Metrics[metric]):0.#####} | {compared} |");
    }

    private static string Verdict(string metric, double[] differences)
    {
        var gain = metric == "auc" ? differences.Average() : -differences.Average();
        return Math.Abs(gain) <= 2 * ErrorOf(differences) ? "" : gain > 0 ? "better" : "worse";
    }

    /// <summary>The standard error of their mean; of one alone, nothing is known.</summary>
    private static double ErrorOf(double[] differences)
    {
        var mean = differences.Average();
        return differences.Length < 2 ? double.NaN : Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean)) / (differences.Length - 1) / differences.Length);
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
