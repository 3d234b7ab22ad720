using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Search;
using Mdlc.Learning.Search.Proposing;

namespace Mdlc.Unit.Tests.Learning.Search;

/// <summary>Sobol's sequence and the grid.</summary>
public sealed class EvenTests
{
    /// <summary>As Joe and Kuo print them, in Gray code's order.</summary>
    private static readonly double[][] First =
    [
        [0, 0, 0], [0.5, 0.5, 0.5], [0.75, 0.25, 0.25], [0.25, 0.75, 0.75], [0.375, 0.375, 0.625], [0.875, 0.875, 0.125], [0.625, 0.125, 0.875],
        [0.125, 0.625, 0.375], [0.1875, 0.3125, 0.9375], [0.6875, 0.8125, 0.4375],
    ];

    [Fact]
    public void Sobol_FirstPoints_AreTheKnownOnes()
    {
        for (var i = 0; i < First.Length; i++)
        {
            Assert.Equal(First[i], Enumerable.Range(0, 3).Select(dimension => SobolSequence.Plain(i ^ (i >> 1), dimension)));
        }
    }

    /// <summary>What the sequence is for: every part of a line has its share of the points, plain and scrambled.</summary>
    [Fact]
    public void Sobol_EveryDimension_HasOnePointInEachPart()
    {
        for (var dimension = 0; dimension < SobolSequence.MaxDimensions; dimension++)
        {
            foreach (var parts in new[] { 16, 256 })
            {
                Assert.Equal(parts, Enumerable.Range(0, parts).Select(i => (int)(SobolSequence.Plain(i, dimension) * parts)).Distinct().Count());
                Assert.Equal(parts, Enumerable.Range(0, parts).Select(i => (int)(SobolSequence.Scrambled(i, dimension, 9) * parts)).Distinct().Count());
            }
        }
    }

    /// <summary>Two dimensions with the same numbers would fill a diagonal only.</summary>
    [Fact]
    public void Sobol_EveryPairOfDimensions_FillsTheSquare()
    {
        for (var a = 0; a < SobolSequence.MaxDimensions; a++)
        {
            for (var b = 0; b < a; b++)
            {
                var cells = Enumerable.Range(0, 4096)
                    .Select(i => ((int)(SobolSequence.Plain(i, a) * 8), (int)(SobolSequence.Plain(i, b) * 8)))
                    .CountBy(cell => cell)
                    .ToList();

                Assert.Equal(64, cells.Count);
            }
        }
    }

    [Fact]
    public void Sobol_ScrambledPairs_KeepHowEvenlyTheyLie()
    {
        // The first two dimensions are a (0, m, 2) net: each of 16 × 16 parts of the square has one of 256 points, and of 4 × 64 as well.
        foreach (var (rows, columns) in new[] { (16, 16), (4, 64), (128, 2) })
        {
            Assert.Equal(256, Enumerable.Range(0, 256)
                .Select(i => ((int)(SobolSequence.Scrambled(i, 0, 5) * rows), (int)(SobolSequence.Scrambled(i, 1, 5) * columns)))
                .Distinct()
                .Count());
        }
    }

    [Fact]
    public void Sobol_Study_IsEvenInItsParameters()
    {
        var study = Studies.Run(TunerKind.Sobol, TestFunction.Hartmann6.Space, TestFunction.Hartmann6.Of, 64, seed: 4);

        Assert.All(
            TestFunction.Hartmann6.Space.Parameters,
            parameter => Assert.Equal(64, study.Select(seen => (int)(seen.Params[parameter.Name] * 64)).Distinct().Count()));
    }

    [Fact]
    public void Sobol_MoreParametersThanItHasDimensions_DrawsTheRestAndSaysSo()
    {
        var space = new SearchSpace([.. Enumerable.Range(0, 42).Select(i => SearchParameter.Double($"x{i}", 0, 1))]);

        var proposal = Tuners.Of(TunerKind.Sobol).Propose(space, [], 0, 1)!;

        Assert.Equal(42, proposal.Params.Count);
        Assert.Contains("after the first 40", proposal.Note, StringComparison.Ordinal);
        Assert.Null(Tuners.Of(TunerKind.Sobol).Propose(space, [], 1, 1)!.Note);
    }

    [Fact]
    public void Grid_ListsAndSteps_IsEveryCombinationOnce()
    {
        var space = new SearchSpace(
        [
            SearchParameter.Categorical("kind", "a", "b"),
            SearchParameter.Int("trees", 10, 30) with { Step = 10 },
            SearchParameter.Double("rate", 0.1, 0.9),
        ]);

        var study = Studies.Run(TunerKind.Grid, space, parameters => 0, 1000, seed: 1);

        Assert.Equal(2 * 3 * 5, study.Count);
        Assert.Equal([0.1, 0.3, 0.5, 0.7, 0.9], study.Select(seen => seen.Params["rate"]).Distinct().Order(), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal([10, 20, 30], study.Select(seen => seen.Params["trees"]).Distinct().Order());
        Assert.Equal(
            "The grid has 30 points: rate at 5 values each, from end to end; a step of its own changes that.",
            Tuners.Of(TunerKind.Grid).Propose(space, [], 0, 1)!.Note);
        Assert.NotEqual(study.Select(seen => seen.Params["kind"]).Order(), study.Select(seen => seen.Params["kind"]));
    }

    [Fact]
    public void Grid_TooLargeToBeLaidOut_IsDrawnAtItsValues()
    {
        var space = new SearchSpace([.. Enumerable.Range(0, 8).Select(i => SearchParameter.Double($"x{i}", 0, 1))]);

        var study = Studies.Run(TunerKind.Grid, space, parameters => 0, 20, seed: 1);

        Assert.Equal(20, study.Count);
        Assert.All(study, seen => Assert.All(seen.Params.Values, value => Assert.Equal(value, Math.Round(value * 4) / 4)));
        Assert.Contains("more than 20000 points", Tuners.Of(TunerKind.Grid).Propose(space, [], 0, 1)!.Note, StringComparison.Ordinal);
    }
}
