using Mdlc.Learning.Statistics;

namespace Mdlc.Unit.Tests.Learning.Statistics;

public sealed class KolmogorovSmirnovTests
{
    [Theory]
    [InlineData(4, 5)]
    [InlineData(6, 3)]
    [InlineData(5, 5)]
    public void TwoSample_AgainstEveryArrangement_IsExact(int n, int m)
    {
        var statistics = Arrangements(n + m, n).Select(chosen =>
        {
            var a = Enumerable.Range(0, n + m).Where(i => (chosen >> i & 1) == 1).Select(i => (double)i).ToArray();
            var b = Enumerable.Range(0, n + m).Where(i => (chosen >> i & 1) == 0).Select(i => (double)i).ToArray();
            return KolmogorovSmirnov.TwoSample(a, b);
        }).ToArray();

        foreach (var result in statistics.DistinctBy(s => s.Statistic))
        {
            var share = statistics.Count(s => s.Statistic >= result.Statistic - 1e-12) / (double)statistics.Length;
            Assert.Equal(share, result.PValue, 1e-12);
        }
    }

    [Fact]
    public void TwoSample_FarApart_KeepsTheDigitsOfASmallP()
    {
        // All of one below all of the other: 2 of C(60, 30) arrangements.
        var result = KolmogorovSmirnov.TwoSample(
            [.. Enumerable.Range(0, 30).Select(i => (double)i)], [.. Enumerable.Range(100, 30).Select(i => (double)i)]);

        Assert.Equal(1, result.Statistic);
        Assert.Equal(1, result.PValue / (2 / 118264581564861424.0), 1e-12);
    }

    [Fact]
    public void AsymptoticPValue_AtTenThousand_MeetsTheExactOne()
    {
        var random = new SeededRandom(1);
        double[] a = Draw(random, 10_000, 0), b = Draw(random, 8_000, 0.03);

        var exact = KolmogorovSmirnov.TwoSample(a, b);

        Assert.Equal(1, KolmogorovSmirnov.AsymptoticPValue(10_000, 8_000, exact.Statistic) / exact.PValue, 0.02);
    }

    [Theory]
    [InlineData(0.5, 0.963945243)]
    [InlineData(1.0, 0.2699996717)]
    [InlineData(1.3580986, 0.05)]
    public void LimitPValue_AgainstTheTable_Agrees(double x, double expected) =>
        Assert.Equal(expected, KolmogorovSmirnov.LimitPValue(x), 1e-7);

    private static double[] Draw(SeededRandom random, int rows, double shift) =>
        [.. Enumerable.Range(0, rows).Select(_ => random.NextNormal() + shift)];

    private static IEnumerable<int> Arrangements(int length, int ones) =>
        Enumerable.Range(0, 1 << length).Where(bits => int.PopCount(bits) == ones);
}
