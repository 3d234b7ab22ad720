using System.Globalization;
using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Statistics;

namespace Mdlc.Unit.Tests.Learning.Search;

/// <summary>
/// How near the tuners come to the least value of functions whose least value is known. docs/search.md has the table of all seeds; MDLC_REGRET=1
/// makes it anew, in a quarter of an hour.
/// </summary>
public sealed class RegretTests(ITestOutputHelper output)
{
    private const int Seeds = 30;

    /// <summary>A median of this or less is as good as the least value.</summary>
    private const double Reached = 1e-3;

    private static readonly int[] After = [50, 100, 200];

    /// <summary>Medians of simple regret that other implementations had on the same functions (Optuna, FLAML, scikit-learn), after 50, 100 and 200 trials.</summary>
    private static readonly Dictionary<(string Function, TunerKind Tuner), double?[]> Bands = new()
    {
        [("Branin", TunerKind.Tpe)] = [0.131, 0.0204, 0.0031],
        [("Branin", TunerKind.CmaEs)] = [0.50, 0.015, 1e-5],
        [("Branin", TunerKind.Cfo)] = [0.37, 0.147, 0.066],
        [("Branin", TunerKind.BlendSearch)] = [0.34, 0.164, 0.025],
        [("Branin", TunerKind.GpEi)] = [9e-5, 1e-6, null],
        [("Hartmann6", TunerKind.Tpe)] = [0.34, 0.129, 0.031],
        [("Hartmann6", TunerKind.CmaEs)] = [0.73, 0.29, 0.039],
        [("Hartmann6", TunerKind.Cfo)] = [0.47, 0.38, 0.22],
        [("Hartmann6", TunerKind.BlendSearch)] = [0.58, 0.39, 0.22],
        [("Hartmann6", TunerKind.GpEi)] = [0.075, 0.060, null],
        [("Ackley5", TunerKind.Tpe)] = [11.4, 6.6, 4.2],
        [("Ackley5", TunerKind.CmaEs)] = [9.7, 6.5, 2.7],
        [("Rosenbrock4", TunerKind.Tpe)] = [192, 40, 8.4],
        [("Rosenbrock4", TunerKind.CmaEs)] = [126, 41, 4.3],
        [("Rosenbrock4", TunerKind.Cfo)] = [233, 98, 36],
    };

    private static readonly TestFunction[] Functions = [TestFunction.Branin, TestFunction.Hartmann6, TestFunction.Ackley5, TestFunction.Rosenbrock4];

    public static TheoryData<string, TunerKind> All
    {
        get
        {
            var data = new TheoryData<string, TunerKind>();
            foreach (var function in Functions)
            {
                foreach (var tuner in Enum.GetValues<TunerKind>().Where(kind => kind is not (TunerKind.Grid or TunerKind.Random)))
                {
                    data.Add(function.Name, tuner);
                }
            }

            return data;
        }
    }

    /// <summary>The cheap part of the bands, always.</summary>
    [Theory]
    [InlineData("Branin", TunerKind.Tpe, 100)]
    [InlineData("Hartmann6", TunerKind.Tpe, 100)]
    [InlineData("Branin", TunerKind.CmaEs, 200)]
    [InlineData("Hartmann6", TunerKind.CmaEs, 200)]
    [InlineData("Branin", TunerKind.Cfo, 100)]
    [InlineData("Hartmann6", TunerKind.Cfo, 100)]
    [InlineData("Branin", TunerKind.BlendSearch, 100)]
    [InlineData("Hartmann6", TunerKind.BlendSearch, 100)]
    [InlineData("Branin", TunerKind.GpEi, 50)]
    public void Regret_SevenSeeds_IsWithinTheBand(string name, TunerKind tuner, int trials)
    {
        var function = Functions.Single(one => one.Name == name);
        double[] regrets = [.. Enumerable.Range(0, tuner == TunerKind.GpEi ? 3 : 7).Select(seed => Studies.Regrets(tuner, function, seed, trials)[0])];

        output.WriteLine(Quartiles(regrets));
        Assert.InRange(Median(regrets), -1e-9, Limit(function, tuner, trials)!.Value);
    }

    [Fact]
    public void Functions_AtTheirKnownMinima_HaveTheirLeastValues()
    {
        Assert.All(
            [[-Math.PI, 12.275], [Math.PI, 2.275], [9.42478, 2.475]],
            (double[] at) => Assert.Equal(TestFunction.Branin.Least, TestFunction.Branin.Loss(at), 6));
        Assert.Equal(
            TestFunction.Hartmann6.Least, TestFunction.Hartmann6.Loss([0.20169, 0.150011, 0.476874, 0.275332, 0.311652, 0.6573]), 6);
        Assert.Equal(0, TestFunction.Ackley5.Loss([0, 0, 0, 0, 0]), 9);
        Assert.Equal(0, TestFunction.Rosenbrock4.Loss([1, 1, 1, 1]), 9);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Regret_ThirtySeeds_IsWithinTheBandAndBelowRandoms(string name, TunerKind tuner)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("MDLC_REGRET") == "1", "needs MDLC_REGRET=1: a quarter of an hour");
        var function = Functions.Single(one => one.Name == name);
        int[] after = tuner == TunerKind.GpEi ? [50, 100] : After;

        var random = Regrets(TunerKind.Random, function, after);
        var regrets = Regrets(tuner, function, after);

        foreach (var (i, trials) in after.Index())
        {
            var p = MannWhitney.Test(regrets[i], random[i]).PValue;
            output.WriteLine(Text($"{name} {tuner} {trials}: {Quartiles(regrets[i])} random {Quartiles(random[i])} p {p:G2}"));
        }

        Assert.Multiple([.. after.Select((trials, i) => (Action)(() => Judge(i, trials)))]);

        void Judge(int i, int trials)
        {
            if (Limit(function, tuner, trials) is { } limit)
            {
                Assert.InRange(Median(regrets[i]), double.NegativeInfinity, limit);
            }

            if (MustBeatRandom(function, tuner, trials))
            {
                Assert.True(Median(regrets[i]) < Median(random[i]) && MannWhitney.Test(regrets[i], random[i]).PValue < 0.01, Text($"after {trials} trials it is no better than random"));
            }
        }
    }

    /// <summary>Half as much again as others had; null: nothing is known to compare with.</summary>
    private static double? Limit(TestFunction function, TunerKind tuner, int trials) =>
        Bands.GetValueOrDefault((function.Name, tuner))?[Array.IndexOf(After, trials)] is { } band
            ? Math.Max(1.5 * band, function == TestFunction.Branin ? Reached : 0)
            : null;

    private static bool MustBeatRandom(TestFunction function, TunerKind tuner, int trials) => tuner switch
    {
        // Ackley's is a plain of small pits: a quarter of local searches stay in the one where they began.
        TunerKind.Cfo when function == TestFunction.Ackley5 => false,
        TunerKind.Tpe => trials >= 100,
        TunerKind.GpEi => trials >= 50,
        TunerKind.Sobol => false,
        _ => trials >= 200,
    };

    private static double[][] Regrets(TunerKind tuner, TestFunction function, int[] after)
    {
        var bySeed = new double[Seeds][];
        Parallel.For(0, Seeds, seed => bySeed[seed] = Studies.Regrets(tuner, function, seed, after));
        return [.. after.Select((_, i) => bySeed.Select(regrets => regrets[i]).ToArray())];
    }

    private static double Median(double[] values) => Descriptive.Quantile([.. values.Order()], 0.5);

    private static string Quartiles(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return Text($"{Descriptive.Quantile(sorted, 0.25):G2}/{Descriptive.Quantile(sorted, 0.5):G2}/{Descriptive.Quantile(sorted, 0.75):G2}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
