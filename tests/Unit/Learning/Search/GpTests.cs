using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Search;
using Mdlc.Learning.Search.History;
using Mdlc.Learning.Search.Proposing.Gp;
using Mdlc.Learning.Statistics;

namespace Mdlc.Unit.Tests.Learning.Search;

public sealed class GpTests
{
    /// <summary>By quadrature of (z − t)·φ(t) up to z.</summary>
    [Theory]
    [InlineData(3, 1.0987397)]
    [InlineData(1, 0.0800262)]
    [InlineData(0, -0.9189385)]
    [InlineData(-1, -2.4851210)]
    [InlineData(-5.9, -21.9526685)]
    [InlineData(-6.1, -23.2146407)]
    [InlineData(-10, -55.5531220)]
    [InlineData(-30, -457.7246534)]
    public void LogImprovement_NearAndFar_IsTheIntegral(double z, double expected) => Assert.Equal(expected, GpEiTuner.LogImprovement(z), 0.001);

    [Fact]
    public void LogImprovement_WhereTheFormsMeet_RisesOn()
    {
        var values = Enumerable.Range(0, 2001).Select(i => GpEiTuner.LogImprovement(-7 + (i * 1e-3))).ToArray();

        Assert.Equal(values.Order(), values);
    }

    [Fact]
    public void Fit_SmoothFunctionOfOneOfTwoInputs_PredictsItAndKnowsWhereItKnowsLittle()
    {
        var random = new SeededRandom(3);
        double[][] inputs = [.. Enumerable.Range(0, 40).Select(_ => new[] { 0.7 * random.NextDouble(), random.NextDouble() })];
        var process = GaussianProcess.Fit(inputs, [.. inputs.Select(Wave)], [.. Enumerable.Range(0, 40)]);

        for (var i = 0; i < 40; i++)
        {
            var (mean, deviation) = process.Predict(inputs[i]);
            Assert.Equal(Wave(inputs[i]), mean, 0.02);
            Assert.InRange(deviation, 0, 0.1);
        }

        foreach (var at in Enumerable.Range(0, 13).Select(i => 0.05 + (i * 0.05)))
        {
            Assert.Equal(Wave([at, 0.5]), process.Predict([at, 0.5]).Mean, 0.1);

            // Its length along the second input is long: there it has learned that nothing changes.
            Assert.Equal(process.Predict([at, 0.1]).Mean, process.Predict([at, 0.9]).Mean, 0.05);
        }

        Assert.True(process.Predict([1, 0.5]).Deviation > 5 * process.Predict([0.35, 0.5]).Deviation);
    }

    /// <summary>Nine in ten of the points not seen lie within two deviations of what is predicted: the deviations are neither boast nor excuse.</summary>
    [Fact]
    public void Fit_NoisyFunction_ItsDeviationsHold()
    {
        var random = new SeededRandom(4);
        double[][] inputs = [.. Enumerable.Range(0, 30).Select(_ => new[] { random.NextDouble(), random.NextDouble() })];
        var process = GaussianProcess.Fit(inputs, [.. inputs.Select(Hill)], [.. Enumerable.Range(0, 30)]);

        var off = Enumerable.Range(0, 400).Select(_ =>
        {
            double[] at = [random.NextDouble(), random.NextDouble()];
            var (mean, deviation) = process.Predict(at);
            return Math.Abs(mean - Hill(at)) / deviation;
        }).ToArray();

        Assert.InRange(off.Count(z => z < 2) / 400.0, 0.85, 1);
        Assert.InRange(off.Count(z => z < 0.5) / 400.0, 0.15, 0.95);
    }

    [Fact]
    public void Propose_TooManyParameters_IsTpesAndSaysSo()
    {
        var space = new SearchSpace([.. Enumerable.Range(0, 16).Select(i => SearchParameter.Double($"x{i}", 0, 1))]);
        var history = Studies.Run(TunerKind.Random, space, parameters => parameters.Values.Sum(), 20, seed: 1);

        Assert.Equal(
            Tuners.Of(TunerKind.Tpe).Propose(space, history, 20, 1)!.Params, Tuners.Of(TunerKind.GpEi).Propose(space, history, 20, 1)!.Params);
        Assert.Contains("15 parameters and the space has 16", Tuners.Of(TunerKind.GpEi).Propose(space, [], 0, 1)!.Note, StringComparison.Ordinal);
    }

    /// <summary>What is under way is believed to come to the mean, and not to the worst, which would keep trials away from all around it.</summary>
    [Fact]
    public void Propose_PendingTrials_AreNoFailures()
    {
        var space = TestFunction.Branin.Space;
        var history = Studies.Run(TunerKind.Random, space, TestFunction.Branin.Of, 20, seed: 3).ToList();
        for (var trial = 20; trial < 24; trial++)
        {
            history.Add(new Observation(trial, Tuners.Of(TunerKind.GpEi).Propose(space, history, trial, 3)!.Params, ObservationState.Pending));
        }

        var next = Tuners.Of(TunerKind.GpEi).Propose(space, history, 24, 3)!.Params;
        var afterFailures = Tuners.Of(TunerKind.GpEi)
            .Propose(space, [.. history.Select(seen => seen.Trial < 20 ? seen : seen with { State = ObservationState.Failed })], 24, 3)!.Params;

        Assert.NotEqual(afterFailures, next);
    }

    /// <summary>A bowl is found to a thousandth with some ten points more than it begins with.</summary>
    [Fact]
    public void Propose_Bowl_IsFoundSoon()
    {
        var space = new SearchSpace([SearchParameter.Double("x", 0, 1), SearchParameter.Double("y", 0, 1)]);
        var study = Studies.Run(TunerKind.GpEi, space, p => Math.Pow(p["x"] - 0.3, 2) + (2 * Math.Pow(p["y"] - 0.8, 2)), 20, seed: 1);

        Assert.InRange(study.Min(seen => seen.Loss!.Value), 0, 1e-4);
    }

    private static double Wave(double[] at) => Math.Sin(9 * at[0]);

    private static double Hill(double[] at) => Math.Sin(5 * at[0]) * Math.Cos(4 * at[1]);
}
