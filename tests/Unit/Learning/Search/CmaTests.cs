using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Search.Proposing.Cma;
using Mdlc.Learning.Statistics;

namespace Mdlc.Unit.Tests.Learning.Search;

public sealed class CmaTests
{
    private static readonly double[][][] Generations =
    [
        [[0.45, 0.62], [0.5, 0.7], [0.3, 0.55], [0.2, 0.9], [0.6, 0.1], [0.9, 0.9]],
        [[0.5, 0.66], [0.55, 0.75], [0.47, 0.6], [0, 0], [1, 1], [0.9, 0]],
        [[0.9, 0.95], [0.6, 0.8], [0.52, 0.7], [0, 0], [1, 1], [0.9, 0]],
    ];

    /// <summary>By another program that walks through Hansen's formulas; the third generation goes so far that its path is cut.</summary>
    [Fact]
    public void Learn_ThreeGenerations_IsTheAlgorithmByHand()
    {
        var state = new CmaState([0.4, 0.6], 6);

        state.Learn(Generations[0]);
        AssertIs(state, [0.4524704, 0.6372785], 0.1370194, [0.1244497, 0.1231414], [0.5769202, 0.7644357]);
        state.Learn(Generations[1]);
        AssertIs(state, [0.5118769, 0.6809081], 0.1270680, [0.1096387, 0.1057104], [0.6215156, 0.7993999]);
        state.Learn(Generations[2]);
        AssertIs(state, [0.6825143, 0.8167724], 0.1849593, [0.1677757, 0.1563379], [0.8502900, 1.0064458]);
    }

    [Fact]
    public void Learn_RotatedBowlOfUnequalAxes_NarrowsToItsBottom()
    {
        var state = new CmaState([0.2, 0.9], 6);
        var random = new SeededRandom(7);
        for (var generation = 0; generation < 80; generation++)
        {
            double[][] points = [.. Enumerable.Range(0, 6).Select(_ => state.At([random.NextNormal(), random.NextNormal()]))];
            state.Learn([.. points.OrderBy(Bowl)]);
        }

        Assert.InRange(Bowl(state.Mean), 0, 1e-8);
        Assert.InRange(Math.Max(state.Deviation(0), state.Deviation(1)), 0, 1e-3);
    }

    [Fact]
    public void Learn_Slope_WidensAlongIt()
    {
        var state = new CmaState([0.5, 0.5], 6);
        var random = new SeededRandom(7);
        for (var generation = 0; generation < 15; generation++)
        {
            double[][] points = [.. Enumerable.Range(0, 6).Select(_ => state.At([random.NextNormal(), random.NextNormal()]))];
            state.Learn([.. points.OrderBy(point => point[0])]);
        }

        Assert.True(state.Sigma > 0.5, $"{state.Sigma}");
        Assert.True(state.Deviation(0) > state.Deviation(1), $"{state.Deviation(0)} {state.Deviation(1)}");
        Assert.True(state.Mean[0] < -1);
    }

    [Fact]
    public void LowerTriangle_Factor_IsTheRootOfTheMatrix()
    {
        double[,] matrix = { { 4, 2, -2 }, { 2, 10, 2 }, { -2, 2, 6 } };
        var factor = LowerTriangle.Of(matrix)!;

        for (var i = 0; i < 3; i++)
        {
            // A·Aᵀ times a unit vector, by way of the rows of A.
            var row = Enumerable.Range(0, 3).Select(k => factor.Times(Unit(k))[i]).ToArray();
            for (var j = 0; j < 3; j++)
            {
                Assert.Equal(matrix[i, j], row.Zip(Enumerable.Range(0, 3).Select(k => factor.Times(Unit(k))[j]), (a, b) => a * b).Sum(), 12);
            }
        }

        Assert.Equal([1, -2, 3], factor.Solve(factor.Times([1, -2, 3])), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Null(LowerTriangle.Of(new double[,] { { 1, 2 }, { 2, 1 } }));
        Assert.Null(LowerTriangle.Of(new double[,] { { double.NaN } }));

        static double[] Unit(int k) => [.. Enumerable.Range(0, 3).Select(i => i == k ? 1.0 : 0)];
    }

    /// <summary>What has narrowed to one whole number still looks at its neighbours now and then.</summary>
    [Fact]
    public void Propose_WholeNumbers_FindsTheBestAndGoesOn()
    {
        var space = new SearchSpace([SearchParameter.Int("a", 1, 200), SearchParameter.Int("b", 1, 200)]);
        var study = Studies.Run(TunerKind.CmaEs, space, p => Math.Pow(p["a"] - 150, 2) + Math.Pow(p["b"] - 20, 2), 200, seed: 2);

        Assert.Equal(200, study.Count);
        Assert.InRange(study.Min(seen => seen.Loss!.Value), 0, 2);
    }

    private static double Bowl(double[] at)
    {
        var (along, across) = (at[0] - 0.5 + (at[1] - 0.4), at[0] - 0.5 - (at[1] - 0.4));
        return (along * along) + (100 * across * across);
    }

    private static void AssertIs(CmaState state, double[] mean, double sigma, double[] deviations, double[] oneUp)
    {
        Assert.Equal(mean, state.Mean, Near);
        Assert.Equal(sigma, state.Sigma, 6);
        Assert.Equal(deviations, [state.Deviation(0), state.Deviation(1)], Near);
        Assert.Equal(oneUp, state.At([1, 1]), Near);

        static bool Near(double a, double b) => Math.Abs(a - b) < 1e-6;
    }
}
