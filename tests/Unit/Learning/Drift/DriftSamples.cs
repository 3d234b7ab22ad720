using Mdlc.Contracts.Monitoring;
using Mdlc.Learning.Drift;
using Mdlc.Learning.Statistics;

namespace Mdlc.Unit.Tests.Learning.Drift;

/// <summary>Rows that are drawn anew and come from one distribution.</summary>
internal static class DriftSamples
{
    public static double[] Normals(SeededRandom random, int rows, double shift = 0) =>
        [.. Enumerable.Range(0, rows).Select(_ => random.NextNormal() + shift)];

    /// <summary>Ten columns of every kind that gives trouble: far values, ties, gaps that are many or few, rare flags, many categories.</summary>
    /// <param name="change">What happens to the column "normal" or "few": 0.2 or 0.5 (deviations), nulls, swap, new; null: nothing.</param>
    public static DataProfile Mixed(SeededRandom random, int rows, string? change = null)
    {
        var shift = change switch
        {
            "0.2" => 0.2,
            "0.5" => 0.5,
            _ => 0,
        };
        return new DataProfile(
            rows,
            [
                Numeric("normal", () => change == "nulls" && random.NextDouble() < 0.05 ? double.NaN : random.NextNormal() + shift),
                Numeric("far", () => Math.Exp(1.5 * random.NextNormal())),
                Numeric("whole", () => random.NextInt(7)),
                Numeric("zeros", () => random.NextDouble() < 0.9 ? 0 : Math.Exp(2 * random.NextNormal())),
                Numeric("gaps", () => random.NextDouble() < 0.1 ? double.NaN : random.NextNormal()),
                Numeric("rareGaps", () => random.NextDouble() < 0.003 ? double.NaN : random.NextNormal()),
                Categorical("flag", () => random.NextDouble() < 0.03 ? "true" : "false"),
                Categorical("city", () => $"c{(int)Math.Exp(5 * random.NextDouble())}"),
                Categorical("id", () => $"c{random.NextInt(100_000)}"),
                Categorical("few", () => Few(random.NextDouble(), change == "new" ? random.NextDouble() : 1, change)),
            ]);

        ColumnProfile Numeric(string name, Func<double> draw) => ProfileBuilder.Numeric(name, [.. Enumerable.Range(0, rows).Select(_ => draw())]);

        ColumnProfile Categorical(string name, Func<string> draw) => ProfileBuilder.Categorical(name, Enumerable.Range(0, rows).Select(_ => draw()));
    }

    private static string Few(double value, double chance, string? change) => value switch
    {
        _ when chance < 0.02 => "new",
        < 0.5 => "a",
        < 0.8 => change == "swap" ? "c" : "b",
        < 0.95 => change == "swap" ? "b" : "c",
        _ => "d",
    };
}
