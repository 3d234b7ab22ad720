using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Search;
using Mdlc.Learning.Search.History;
using Mdlc.Learning.Search.Proposing.Tpe;
using Mdlc.Learning.Search.Spaces;
using Mdlc.Learning.Statistics;
using Mdlc.Learning.Statistics.Distributions;

namespace Mdlc.Unit.Tests.Learning.Search;

public sealed class TpeTests
{
    private const int Steps = 2000;

    private static readonly UnitSpace Line = new(new SearchSpace([SearchParameter.Double("x", 0, 1)]));

    private static readonly UnitSpace Branches = new(new SearchSpace(
    [
        SearchParameter.Int("n", 1, 4, ParameterScale.LogUniform),
        SearchParameter.Double("x", 0, 1).When("kind", 0, 2),
        SearchParameter.Categorical("kind", "a", "b", "c"),
    ]));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 1)]
    [InlineData(11, 2)]
    [InlineData(100, 10)]
    [InlineData(250, 25)]
    [InlineData(300, 25)]
    public void Good_OfTrials_IsATenthUpToTwentyFive(int trials, int good) => Assert.Equal(good, TpeTuner.Good(trials));

    [Fact]
    public void Weights_BeyondTwentyFive_RiseFromOneNth()
    {
        Assert.Empty(ParzenEstimator.Weights(0));
        Assert.All(ParzenEstimator.Weights(25), weight => Assert.Equal(1, weight));
        Assert.Equal([1.0 / 26, .. Enumerable.Repeat(1.0, 25)], ParzenEstimator.Weights(26));

        var thirty = ParzenEstimator.Weights(30);

        Assert.Equal([1.0 / 30, 0.275, 0.5166667, 0.7583333, 1], thirty.Take(5), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.All(thirty.Skip(5), weight => Assert.Equal(1, weight));
        Assert.Equal(30, thirty.Length);
    }

    /// <summary>Each kernel as wide as its farther neighbour is off, the spanning one's middle being a neighbour; no narrower than 1/(kernels + 1).</summary>
    [Fact]
    public void LogDensity_FewPoints_IsTheMixtureByHand()
    {
        var three = new ParzenEstimator(Line, [[0.9], [0.1], [0.2]]);
        var two = new ParzenEstimator(Line, [[0.1], [0.9]]);

        foreach (var x in new[] { 0, 0.15, 0.5, 0.83, 1 })
        {
            Assert.Equal(
                Math.Log((Cut(x, 0.9, 0.4) + Cut(x, 0.1, 0.2) + Cut(x, 0.2, 0.3) + Cut(x, 0.5, 1)) / 4), three.LogDensity([x]), 9);
            Assert.Equal(Math.Log((Cut(x, 0.1, 0.4) + Cut(x, 0.9, 0.4) + Cut(x, 0.5, 1)) / 3), two.LogDensity([x]), 9);
        }
    }

    [Fact]
    public void LogDensity_ManyPointsAtOnePlace_IsNeverNarrowerThanAHundredth()
    {
        var points = Enumerable.Repeat(new[] { 0.5 }, 300).ToArray();

        var density = Math.Exp(new ParzenEstimator(Line, points).LogDensity([0.5]));

        // All weight but the spanning kernel's on a deviation of 0.01.
        Assert.InRange(density, 0.98 * Cut(0.5, 0.5, 0.01), Cut(0.5, 0.5, 0.01));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    [InlineData(150)]
    public void LogDensity_OverAConditionalSpace_IntegratesToOne(int trials)
    {
        var estimator = new ParzenEstimator(Branches, [.. Points(trials)]);
        var sum = 0.0;
        foreach (var n in Enumerable.Range(1, 4))
        {
            sum += Math.Exp(estimator.LogDensity(At(n, double.NaN, 1)));
            foreach (var kind in new[] { 0, 2 })
            {
                sum += Enumerable.Range(0, Steps).Sum(i => Math.Exp(estimator.LogDensity(At(n, (i + 0.5) / Steps, kind)))) / Steps;
            }
        }

        Assert.Equal(1, sum, 4);
    }

    [Fact]
    public void Sample_OfItsOwnDensity_PassesKolmogorovSmirnov()
    {
        var estimator = new ParzenEstimator(Line, [[0.1], [0.12], [0.6], [0.95], [0.2], [0.21]]);
        var random = new SeededRandom(5);
        var samples = Enumerable.Range(0, 4000).Select(_ => estimator.Sample(random)[0]).Order().ToArray();
        var (distance, cumulative, next) = (0.0, 0.0, 0);

        for (var i = 0; i < Steps; i++)
        {
            cumulative += Math.Exp(estimator.LogDensity([(i + 0.5) / Steps])) / Steps;
            while (next < samples.Length && samples[next] <= (i + 1.0) / Steps)
            {
                next++;
            }

            distance = Math.Max(distance, Math.Abs(cumulative - (next / (double)samples.Length)));
        }

        Assert.InRange(distance, 0, 1.63 / Math.Sqrt(samples.Length));
    }

    [Fact]
    public void Sample_ConditionalSpace_HasEachBranchAsOftenAsItsDensitySays()
    {
        var estimator = new ParzenEstimator(Branches, [.. Points(20)]);
        var random = new SeededRandom(6);
        var samples = Enumerable.Range(0, 8000).Select(_ => Branches.Decode(estimator.Sample(random))).ToArray();

        foreach (var n in Enumerable.Range(1, 4))
        {
            var expected = Math.Exp(estimator.LogDensity(At(n, double.NaN, 1)));
            var found = samples.Count(sample => sample["n"] == n && sample["kind"] == 1) / (double)samples.Length;

            Assert.InRange(found, expected - (4 * Math.Sqrt(expected / samples.Length)), expected + (4 * Math.Sqrt(expected / samples.Length)));
        }

        Assert.All(samples, sample => Assert.Equal(sample["kind"] != 1, sample.ContainsKey("x")));
    }

    [Fact]
    public void Propose_FewTrialsKnown_IsByChance()
    {
        var space = TestFunction.Branin.Space;
        var nine = Studies.Run(TunerKind.Random, space, TestFunction.Branin.Of, 9, seed: 3);

        Assert.Equal(Tuners.Of(TunerKind.Random).Propose(space, nine, 9, 3)!.Params, Tuners.Of(TunerKind.Tpe).Propose(space, nine, 9, 3)!.Params);
    }

    /// <summary>With a few more trials that are known to be bad there are as many good ones: so both must come to the same.</summary>
    [Fact]
    public void Propose_PendingTrials_CountAmongTheOthers()
    {
        var space = TestFunction.Branin.Space;
        var history = Studies.Run(TunerKind.Random, space, TestFunction.Branin.Of, 31, seed: 3);
        var best = history.MinBy(seen => seen.Loss)!.Params;
        Observation[] next =
        [
            .. Enumerable.Range(31, 8).Select(trial => new Observation(
                trial, best.ToDictionary(p => p.Key, p => p.Value + (0.02 * (trial - 35))), ObservationState.Pending)),
        ];

        var pending = Propose(next);

        Assert.Equal(Propose(next.Select(seen => seen with { State = ObservationState.Complete, Loss = 1e6 })), pending);
        Assert.NotEqual(Propose([]), pending);

        double[] Propose(IEnumerable<Observation> more) =>
            [.. Enumerable.Range(39, 20).Select(trial => Tuners.Of(TunerKind.Tpe).Propose(space, [.. history, .. more], trial, 3)!.Params["x0"])];
    }

    [Fact]
    public void Propose_PrunedTrials_RankBehindCompleteOnesAndByHowFarTheyCame()
    {
        var space = new SearchSpace([SearchParameter.Double("x", 0, 1)]);
        var history = new List<Observation>();
        for (var i = 0; i < 40; i++)
        {
            // Good ones near 0.2 came far before they were ended, those near 0.9 were ended at once though they looked well.
            var (x, interim) = i % 2 == 0 ? (0.2 + (i * 1e-3), new InterimLoss(64, 5)) : (0.9 + (i * 1e-3), new InterimLoss(4, 1));
            history.Add(new Observation(i, new Dictionary<string, double> { ["x"] = x }, ObservationState.Pruned) { Interim = [interim] });
        }

        var proposals = Enumerable.Range(40, 20).Select(trial => Tuners.Of(TunerKind.Tpe).Propose(space, history, trial, 1)!.Params["x"]).ToList();

        Assert.InRange(proposals.Count(x => x < 0.5), 18, 20);
    }

    private static IEnumerable<double[]> Points(int trials) => Enumerable.Range(0, trials).Select(i =>
    {
        var random = new SeededRandom(SeededRandom.Derive(8, i));
        return Branches.Encode(Branches.Decode([random.NextDouble() * random.NextDouble(), random.NextDouble(), random.NextDouble()]));
    });

    private static double[] At(int n, double x, int kind) => [Branches.Axes[0].ToUnit(n), x, (kind + 0.5) / 3];

    private static double Cut(double x, double mean, double deviation) =>
        Math.Exp(-0.5 * (x - mean) * (x - mean) / (deviation * deviation)) / (deviation * Math.Sqrt(2 * Math.PI))
        / (Normal.Cdf((1 - mean) / deviation) - Normal.Cdf(-mean / deviation));
}
